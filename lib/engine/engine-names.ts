/** Names of the CDK engine that this package is compiled for; the staged twin package has a file of its own here. */
export const ENGINE = {
  /** npm name of the engine and first part of its jsii names. */
  package: 'cdktf',
  /** npm name of this package. */
  library: 'cdktf-sriov',
  /** The other engine, and this library compiled for it. */
  otherPackage: 'cdktn',
  otherLibrary: 'cdktn-sriov',
} as const;
