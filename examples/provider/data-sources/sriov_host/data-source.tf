data "sriov_host" "kvm01" {}

# PFs that can have VFs, and have none.
output "unused" {
  value = [
    for pf in data.sriov_host.kvm01.physical_functions : pf.address
    if coalesce(pf.total_vfs, 0) > 0 && pf.num_vfs == 0
  ]
}
