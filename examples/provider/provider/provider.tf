terraform {
  required_providers {
    sriov = { source = "cdktf-sriov/sriov" }
  }
}

# What is said here holds for every resource that says nothing else in `host`.
provider "sriov" {
  ssh = { host = "kvm01.example.net", user = "root" }
}
