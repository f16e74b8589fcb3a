output "mac" {
  value = provider::sriov::derived_mac("kvm01/web1", "")
}
