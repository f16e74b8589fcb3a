output "xml" {
  value = provider::sriov::hostdev_xml("0000:3b:01.2", false)
}
