/** Namespace and type of the Terraform provider's source address. */
export const PROVIDER_SOURCE = 'cdktf-sriov/sriov';

/** Registries whose names stand before a source address that names none: OpenTofu's and Terraform's. */
export const PROVIDER_REGISTRIES = ['registry.opentofu.org', 'registry.terraform.io'] as const;
