resource "sriov_physical_function" "uplink" {
  permanent_mac = "3c:fd:fe:9c:5c:00"
  persistence   = "none"

  pools = {
    tenants = {
      count    = 4
      settings = { vlan = 100, spoof_check = true }
      vms      = { web1 = {}, web2 = {} }
    }
  }
}

# Every VM of the PF gets its VF, in its running domain and its definition.
resource "sriov_vm_attachment" "uplink" {
  for_each = toset(["web1", "web2"])

  domain  = each.key
  address = sriov_physical_function.uplink.vms[each.key].address
}

# A VF that other means make, as an interface of which libvirt sets MAC and VLAN.
resource "sriov_vm_attachment" "backup" {
  domain            = "backup"
  physical_function = { address = "0000:5e:00.0" }
  vf_index          = 3
  interface         = { mac = "02:5a:00:00:00:03", vlan = 200 }
}
