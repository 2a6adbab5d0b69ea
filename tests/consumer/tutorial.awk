# Takes the page of the tutorial apart, for tutorial.sh. The comment before a block says what it is:
#   <!-- file: NAME -->    the file, from then on
#   <!-- append: NAME -->  goes to the end of the file then
#   <!-- part of NAME -->  goes to the end of the file before anything is run
#   <!-- needs: NAME -->   commands, if there is a program of that name
# Without one, `sh` is commands, and `text` is what the commands before it write. Of any other block nobody would notice
# that it is wrong, so there may be none.
#
# Writes folder/NUMBER.KIND for each block, and folder/NUMBER.name for what the comment names. With `actual`, a folder:
# the page instead, where commands and what they write are the files actual/NUMBER.

function fail(text) {
  print "Failed: " FILENAME ":" FNR ": " text > "/dev/stderr"
  failed = 1
  exit 1
}

/^<!-- (file|append|part of|needs)[: ].* -->$/ {
  mark = $0
  sub(/^<!-- /, "", mark)
  sub(/ -->$/, "", mark)
  kind = mark ~ /^part of / ? "part" : substr(mark, 1, index(mark, ":") - 1)
  named = mark
  sub(/^(part of |[a-z]+: )/, "", named)
  if (actual != "") print
  next
}

/^```/ && !inside {
  language = substr($0, 4)
  if (kind == "" || kind == "needs") {
    if (language == "sh") block = "run"
    else if (language == "text" && last == "run") block = "expect"
    else fail("a block that is neither run nor compared")
  } else {
    block = kind
  }
  ++number
  file = sprintf("%s/%03d.%s", folder, number, block)
  if (actual == "") {
    printf "" > file
    if (named != "") print named > sprintf("%s/%03d.name", folder, number)
    print FNR > sprintf("%s/%03d.line", folder, number)
  } else {
    print
    if (block == "expect" || block == "run") {
      while ((getline line < sprintf("%s/%03d", actual, number)) > 0) print line
    }
  }
  last = block
  kind = named = ""
  inside = 1
  next
}

/^```$/ && inside {
  inside = 0
  if (actual == "") close(file)
  else print
  next
}

inside && actual == "" { print > file }
actual != "" && !(inside && (block == "expect" || block == "run")) { print }

END {
  if (!failed && inside) fail("a block without an end")
}
