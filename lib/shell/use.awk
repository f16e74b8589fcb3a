## part LIBVIRT_AWK
## Functions of libvirt domains that run, from the files that libvirt keeps of them, as lines of address and name. The
## address inside a `source` is the host's; libvirt writes an element a line.
    FNR == 1 { n = ""; s = 0 }
    n == "" && /<name>/ { n = $0; sub(/.*<name>/, "", n); sub(/<\/name>.*/, "", n) }
    /<source[ >]/ && !/\/>/ { s = 1 }
    s && /<address / && /slot=/ {
      split("domain bus slot function", k, " ")
      for (i = 1; i <= 4; i++) {
        v[i] = $0
        sub(".* " k[i] "=.0x", "", v[i])
        sub(/[^0-9a-f].*/, "", v[i])
      }
      print v[1] ":" v[2] ":" v[3] "." v[4] " " n
    }
    /<\/source>/ { s = 0 }

## part OPEN_AWK
## Device files that processes hold open, from `ls -ln` of their folders of open files: lines of process and file; a line
## `#` where not all could be looked at; `? PID/fd/FILE` for a device file that may have another name inside a container.
## `d` is the folder of device files with its slash.
    /^ls: .*Permission denied$/ { if (!hidden++) print "#" }
    /\/fd:$/ { sub(/\/fd:$/, ""); sub(/.*\//, ""); pid = $0 }
    NF > 2 && $(NF - 1) == "->" && index($NF, d) == 1 {
      f = substr($NF, length(d) + 1)
      if (f ~ "@FILES_OF_FUNCTIONS@") print pid " " $NF
      else if (f !~ "@FILES_OF_EVERYBODY@") print "? " pid "/fd/" $(NF - 2)
    }

## part BLOCK_NUMBER_AWK
## Block devices among files that \`ls -lnLd\` shows with their numbers, as lines of process and \`block/MAJOR:MINOR\`.
    /^b/ { n = $NF; sub(/\/fd\/[0-9]+$/, "", n); sub(/.*\//, "", n); sub(/,/, "", $5); print n " " d "block/" $5 ":" $6 }

## part UDEV_AWK
## What udev found on block devices, from its files `bMAJOR:MINOR`, as lines of number, type of file system and label; `-`:
## none, `?`: it cannot tell. A device without a line was not looked at.
    FNR == 1 { if (n != "") print n " " t " " l; n = FILENAME; sub(/.*\/b/, "", n); t = l = "-" }
    /^E:ID_FS_TYPE=/ && t != "?" { t = substr($0, 14); gsub(/[^!-~]/, "_", t) }
    /^E:ID_FS_LABEL=/ { l = substr($0, 15); gsub(/[^!-~]/, "_", l) }
    /^E:ID_FS_AMBIVALENT=/ { t = "?" }
    END { if (n != "") print n " " t " " l }
