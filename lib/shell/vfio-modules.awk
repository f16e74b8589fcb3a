## Modules of a kernel that hand functions to VMs or programs, whether they are loaded or not, from its `modules.dep` and `modules.builtin`:
## twenty names in place of four thousand.
    {
      sub(/:.*/, ""); sub(/.*\//, ""); sub(/\.ko.*/, ""); gsub(/-/, "_")
      if ($0 ~ /vfio|uio/) print
    }
