/** Names of the CDK engine that this package is compiled for; the staged twin package has a file of its own here. */
export const ENGINE = {
  /** npm name of the engine and first part of its jsii names. */
  package: 'cdktn',
  /** npm name of this package. */
  library: 'cdktn-sriov',
  /** The other engine, and this library compiled for it. */
  otherPackage: 'cdktf',
  otherLibrary: 'cdktf-sriov',
} as const;
