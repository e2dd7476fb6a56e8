"use strict";
// Sorting, filtering, definitions and tickets. Without it the page shows everything it knows.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const said = document.getElementById("said");
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, n) => values[n]);
  document.documentElement.classList.add("js");

  // --- sorting: ascending, descending, as it was; what has no figure stays last ---------------
  const collator = new Intl.Collator("zh-CN-u-co-pinyin", { numeric: true });
  const original = new WeakMap();

  function value(row, column, kind) {
    const text = row.cells[column].textContent.trim();
    if (kind === "text") return text || null;
    const number = parseFloat(text);
    return Number.isNaN(number) ? null : number;
  }

  function sort(button) {
    const heading = button.parentElement;
    const table = heading.closest("table");
    const body = table.tBodies[0];
    if (!original.has(body)) original.set(body, [...body.rows]);
    const kind = heading.dataset.kind;
    // Of numbers the largest are asked for first.
    const turns = kind === "number" ? ["descending", "ascending", ""] : ["ascending", "descending", ""];
    const turn = turns[(turns.indexOf(heading.getAttribute("aria-sort") || "") + 1) % 3];
    all("th[aria-sort]", table.tHead).forEach((other) => other.removeAttribute("aria-sort"));
    const rows = [...original.get(body)];
    if (turn) {
      heading.setAttribute("aria-sort", turn);
      const sign = turn === "ascending" ? 1 : -1;
      const column = heading.cellIndex;
      const values = new Map(rows.map((row) => [row, value(row, column, kind)]));
      rows.sort((one, other) => {
        const [a, b] = [values.get(one), values.get(other)];
        if (a === null || b === null) return (a === null) - (b === null);
        return sign * (kind === "number" ? a - b : collator.compare(a, b));
      });
    }
    body.append(...rows);
    const way = turn === "ascending" ? words.up : words.down;
    said.textContent = turn ? fill(words.sorted, button.textContent, way) : words.unsorted;
  }

  all("table.sortable thead button").forEach((button) => {
    button.addEventListener("click", () => sort(button));
  });

  // --- filtering: every list of units at once -------------------------------------------------
  const form = document.getElementById("filter");
  if (form) {
    const plain = (text) => text.normalize("NFKC").toLowerCase().trim();
    const names = data.units.map((unit) => plain(unit[0]));
    const rows = all("tr[data-u], li[data-u]");
    const filter = () => {
      const asked = plain(form.elements.name.value);
      const group = form.elements.group ? form.elements.group.value : "";
      const mark = Number(form.elements.mark.value);
      const fits = data.units.map(
        (unit, n) =>
          names[n].includes(asked) && (group === "" || unit[1] === Number(group)) && (!mark || (unit[2] & mark) > 0),
      );
      const active = Boolean(asked || group || mark);
      rows.forEach((row) => { row.hidden = active && !fits[row.dataset.u]; });
      document.body.classList.toggle("filtered", active);
      all("details.rest").forEach((rest) => { rest.open = active; });
      const number = fits.filter(Boolean).length;
      form.querySelector("output").textContent = !active ? ""
        : number ? fill(words.shown, number, fits.length) : words.none;
    };
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    form.hidden = false;
    filter();
  }

  // --- long lists and subcategories ------------------------------------------------------------
  all("button.more").forEach((button) => {
    const table = button.closest("table");
    const text = button.textContent;
    table.classList.add("short");
    button.addEventListener("click", () => {
      const short = table.classList.toggle("short");
      button.setAttribute("aria-expanded", String(!short));
      button.textContent = short ? text : words.fewer;
    });
  });
  all("button.fold").forEach((button) => {
    const parts = all("tr.part", button.closest("tbody"));
    const fold = () => {
      const open = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!open));
      parts.forEach((part) => { part.hidden = open; });
    };
    button.addEventListener("click", fold);
  });

  // --- definitions on hover and on focus -------------------------------------------------------
  const tip = document.getElementById("tip");
  let about = null;

  function show(element) {
    const definition = document.getElementById(`d${element.dataset.def}`);
    if (!definition) return;
    about = element;
    tip.replaceChildren(...[...definition.children].slice(0, 3).map((part) => {
      const line = document.createElement("p");
      line.textContent = part.textContent;
      return line;
    }));
    tip.hidden = false;
    const box = element.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(box.left, width - tip.offsetWidth - 8));
    const below = box.bottom + 6 + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - tip.offsetHeight - 6)}px`;
  }

  function hide() {
    about = null;
    tip.hidden = true;
  }

  const defined = (event) => (event.target.closest ? event.target.closest("[data-def]") : null);
  document.addEventListener("pointerover", (event) => {
    const element = defined(event);
    if (element) show(element);
    else if (about && !tip.contains(event.target) && about !== document.activeElement) hide();
  });
  document.addEventListener("focusin", (event) => {
    const element = defined(event);
    if (element) show(element);
    else hide();
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", hide, { passive: true, capture: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  // --- from a figure to its tickets ------------------------------------------------------------
  const dialog = document.getElementById("drill");
  const part = (name) => document.getElementById(`drill-${name}`);

  function numbers(places) {
    return places.split(",").flatMap((stretch) => {
      const [first, last = first] = stretch.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, n) => first + n);
    });
  }

  function open(title, measure, count, content, back) {
    part("title").textContent = title;
    const definition = measure === undefined ? null : document.querySelector(`#d${measure} dd`);
    part("words").textContent = definition ? definition.textContent : "";
    part("count").textContent = count;
    part("list").replaceChildren(content);
    const button = dialog.querySelector(".back");
    button.hidden = !back;
    button.onclick = back || null;
    hide();
    if (!dialog.open) dialog.showModal();
    part("list").scrollTop = 0;
  }

  function tickets(unit, places) {
    const list = document.createElement("ol");
    for (const place of numbers(places)) {
      const item = document.createElement("li");
      item.textContent = data.tickets[unit].ids[place];
      list.append(item);
    }
    return list;
  }

  function ofUnit(unit, measure, back) {
    const [text, places] = data.tickets[unit].figures[measure];
    const [title, isRate] = data.measures[measure];
    const list = tickets(unit, places);
    const count = fill(isRate ? words.behind : words.tickets, list.children.length);
    open(`${data.units[unit][0]}　${title} ${text}`, measure, count, list, back);
  }

  function ofAll(measure, text) {
    const list = document.createElement("ul");
    const again = () => ofAll(measure, text);
    data.tickets
      .map((known, unit) => [unit, known.figures[measure]])
      .filter(([, figure]) => figure)
      .map(([unit, [shown, places]]) => [unit, shown, numbers(places).length])
      .sort((one, other) => other[2] - one[2])
      .forEach(([unit, shown]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = `${data.units[unit][0]}　${shown}`;
        button.addEventListener("click", () => ofUnit(unit, measure, again));
        const item = document.createElement("li");
        item.append(button);
        list.append(item);
      });
    open(`${data.measures[measure][0]} ${text}`, measure, words.byUnit, list, null);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.open");
    if (!button) return;
    const row = button.closest("[data-u]");
    const { m: measure, c: category } = button.dataset;
    if (category !== undefined) {
      const unit = row.dataset.u;
      const list = tickets(unit, data.tickets[unit].categories[category]);
      const title = `${data.units[unit][0]}　${data.categories[category]} ${button.textContent}`;
      open(title, undefined, fill(words.tickets, list.children.length), list, null);
    } else if (row) ofUnit(row.dataset.u, measure, null);
    else ofAll(measure, button.textContent);
  });
  if (dialog) {
    dialog.querySelector(".close").addEventListener("click", () => dialog.close());
    // A click on what lies behind closes it too.
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }
})();
