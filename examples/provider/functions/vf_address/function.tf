# 0000:02:10.0
output "vf0" {
  value = provider::sriov::vf_address("0000:01:00.0", 384, 2, 0)
}
