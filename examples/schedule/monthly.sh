#!/usr/bin/env bash
# The last month's bulletin, written without anybody at the keyboard.
#
#   monthly.sh OFFICE [MONTH]
#
# OFFICE is a folder with hotline.toml; the month's export lies in it as tickets/2025-11.csv (or
# .xlsx). What is said goes to MONTH.log there, and one line about the outcome to standard output,
# which cron mails and journald keeps. It ends as hotline-metrics ends:
#
#   0  every row was counted; the report is in the archive
#   1  a draft was written: MONTH-problems.csv names rows to mend, or says that no ticket is of the
#      month; mend it and run it again
#   2  nothing was written: no export, or one that cannot be read
set -uo pipefail

office=${1:?"usage: monthly.sh OFFICE [MONTH]"}
month=${2:-$(date -d "$(date +%Y-%m-01) -1 day" +%Y-%m)}
program=${HOTLINE_METRICS:-hotline-metrics}

cd "$office" || exit 2
exec 9> .monthly.lock
flock -n 9 || { echo "$month: another run is at work"; exit 2; }

shopt -s nullglob
tickets=(tickets/"$month".*)
if [ ${#tickets[@]} -eq 0 ]; then
    echo "$month: there is no export tickets/$month.*"
    exit 2
fi

"$program" report "${tickets[@]}" -m "$month" --problems "$month-problems.csv" > "$month.log" 2>&1
status=$?
case $status in
    0)
        "$program" archive add "$month/report.json" --replace >> "$month.log" 2>&1 || exit 2
        echo "$month: done, archived"
        ;;
    1) echo "$month: DRAFT, see $month-problems.csv" ;;
    *) echo "$month: nothing was written; $(tail -n 1 "$month.log")" ;;
esac
exit "$status"
