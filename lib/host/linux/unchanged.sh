# variables are set in front of it
# shellcheck shell=sh disable=SC2153
## part NOTE_UNCHANGED
f=$STATE/unchanged
umask 077
{ printf '%s %s %s %s\n' "$RUN" "$(date +%s)" "$AFTER" "$CLIENT" >"$f.$$" && mv -f "$f.$$" "$f"; } 2>/dev/null
printf '%s %s\n' "$M" "$?"
exit
