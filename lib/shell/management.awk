## part SESSIONS_AWK
## Netdevs that connections to port 22 came in at: \`dev NAME\`, \`addr V4\`, or \`lost HEX\` where none has the address.
    FILENAME ~ /if_inet6$/ { six[$1] = $6; next }
    $2 ~ /:0016$/ && $4 == "01" {
      a = tolower(substr($2, 1, length($2) - 5)); r = ""
      for (w = 1; w <= length(a); w += 8) for (b = 6; b >= 0; b -= 2) r = r substr(a, w + b, 2)
      for (i = 1; i <= 2; i++) {
        x = i == 1 ? r : a
        if (substr(x, 1, 24) == "00000000000000000000ffff") x = substr(x, 25)
        if (length(x) == 8) {
          t = ""
          for (b = 1; b <= 7; b += 2) t = t (b > 1 ? "." : "") (index(h, substr(x, b, 1)) - 1) * 16 + index(h, substr(x, b + 1, 1)) - 1
          if (i == 1) print "addr " t
        } else if (x in six) { print "dev " six[x]; break }
        else if (i == 2) print "lost " r
      }
    }
