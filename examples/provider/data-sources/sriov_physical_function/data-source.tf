data "sriov_physical_function" "uplink" {
  permanent_mac = "3c:fd:fe:9c:5c:00"
}

output "in_use" {
  value = [for vf in data.sriov_physical_function.uplink.virtual_functions : vf.address if vf.in_use != false]
}
