# table.sh - what benches share: figures of alternating rounds, their medians, and the table with bars. Sourced, never run.
# shellcheck shell=sh
#
#   table_begin FOLDER                figures and rows are kept there
#   keep NAME VALUE                   one round's figure; median NAME: of all its rounds
#   value KEY                         of "key value" lines on standard input
#   pairs NAME OTHER                  median of the rounds' ratios: of the same moment each, when the machine is not ours alone
#   compare WHAT OURS PEER PEERS min|max BAR [RATIO]      a row: the ratio (of ours to theirs) against the bar; 0: none
#   limit WHAT FIGURE UNIT max MOST   a row with a bar of its own, or: min LEAST
#   say CELL...                       a row of seven cells
#   table_show                        all rows as a table; met says yes or no where there is a bar
#
# A bar that was missed is said and not an error: a bench is to be read.

table_begin() {
    figures=$1/figures table=$1/table
    mkdir -p "$figures"
    : >"$table"
}

keep() {
    echo "$2" >>"$figures/$1"
}

median() {
    sort -n "$figures/$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

pairs() {
    paste "$figures/$1" "$figures/$2" | awk '$2 > 0 { print $1 / $2 }' | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

value() {
    awk -v key="$1" '$1 == key { print $2 }'
}

say() {
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$table"
}

compare() {
    awk -v what="$1" -v ours="$2" -v peer="$3" -v theirs="$4" -v op="$5" -v bar="$6" -v ratio="${7:-}" 'BEGIN {
        if (ratio == "")
            ratio = theirs > 0 ? ours / theirs : 0
        good = op == "min" ? ratio >= bar : ratio <= bar
        printf "%s\t%s\t%s\t%s\t%.2f\t%s\t%s\n", what, ours, peer, theirs, ratio,
            bar ? (op == "min" ? ">= " : "<= ") bar : "-", bar ? (good ? "yes" : "no") : "-"
    }' >>"$table"
}

limit() {
    awk -v what="$1" -v figure="$2" -v unit="$3" -v op="$4" -v bar="$5" 'BEGIN {
        good = op == "min" ? figure >= bar : figure <= bar
        printf "%s\t%s %s\t-\t-\t-\t%s %s %s\t%s\n", what, figure, unit, op == "min" ? ">=" : "<=", bar, unit,
            good ? "yes" : "no"
    }' >>"$table"
}

# note WORDS: where the bench is, on standard error.
note() {
    printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2
}

table_show() {
    {
        printf 'what\tcountersign\tpeer\tpeer'"'"'s\tratio\tbar\tmet\n'
        cat "$table"
    } | awk -F '\t' '
        { for (i = 1; i <= 7; i++) { cell[NR, i] = $i; if (length($i) > wide[i]) wide[i] = length($i) } }
        function line(row, i, text) {
            text = "|"
            for (i = 1; i <= 7; i++) text = text sprintf(" %-" wide[i] "s |", cell[row, i])
            print text
        }
        END {
            line(1)
            text = "|"
            for (i = 1; i <= 7; i++) { dashes = ""; while (length(dashes) < wide[i]) dashes = dashes "-"; text = text " " dashes " |" }
            print text
            for (row = 2; row <= NR; row++) line(row)
        }'
}
