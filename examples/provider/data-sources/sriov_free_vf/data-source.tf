data "sriov_free_vf" "test" {
  address = "0000:3b:00.0"
  driver  = "vfio-pci"
}

output "test" {
  value = data.sriov_free_vf.test.vf_address
}
