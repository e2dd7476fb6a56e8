"""Parts of a published document that most bulletins do not have."""

from hotline_metrics.bundled.markdown_reader import read
from hotline_metrics.plugin import ListItem, NoOptions, SignOff, Source, plain_text


def test_lists_and_the_sign_off() -> None:
    """A numbered item keeps its mark, the last lines are the office's."""
    text = "# 通报\n\n1. 甲局\n2. 乙局\n\n> 热线中心\\\n> 2023年11月9日\n"
    bulletin = read(Source(name="a.md", data=text.encode()), NoOptions())
    items = [block for block in bulletin.blocks if isinstance(block, ListItem)]
    assert [plain_text(item.runs) for item in items] == ["甲局", "乙局"]
    assert any(isinstance(block, SignOff) for block in bulletin.blocks)
