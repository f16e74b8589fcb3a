data "sriov_device" "e810" {
  device = "8086:159b"
}

output "vfs" {
  value = data.sriov_device.e810.max_vfs_per_pf
}
