export default {
  test: { include: ['vitest.test.mts'], setupFiles: ['cdktf-sriov/testing/vitest'], fileParallelism: false },
};
