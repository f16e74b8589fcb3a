// The declarations of `testing` hold by themselves, with neither Jest nor Vitest.
export type { Evaluation, SriovMatchers } from 'cdktf-sriov/testing';
