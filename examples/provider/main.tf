terraform {
  required_providers {
    sriov = { source = "cdktf-sriov/sriov" }
  }
}

# A host to try it on: the kernel model stands for it, and kvm01.host.json keeps what becomes of it.
# For a real one write ssh = { host = "kvm01", user = "root" }, as your ssh client knows it.
provider "sriov" {
  virtual = { file = "kvm01.host.json", from = "kvm01.json" }
}

resource "sriov_physical_function" "uplink" {
  permanent_mac = "3c:fd:fe:9c:5c:00"
  num_vfs       = 8
  persistence   = "none"

  pools = {
    tenants = {
      count    = 6
      settings = { vlan = 100, spoof_check = true, max_tx_rate_mbps = 5000 }
      vms = {
        web1 = {}
        web2 = { settings = { vlan = 200 }, demand = { tx_mbps = 2000, rx_mbps = 2000 } }
      }
    }
    host = { count = 2, settings = { driver = "native" } }
  }
}

output "web1" {
  value = try(sriov_physical_function.uplink.vms["web1"].hostdev_xml, null)
}
