/** Names inside the out folder of an app, for those who write it and those who read it. */
export const OUT_FOLDER = {
  findings: 'sriov-findings.json',
  sarif: 'sriov-findings.sarif',
  /** Which files one synth wrote; the last that it writes. */
  synth: 'sriov-synth.json',
  /** Folder with the files below. */
  hosts: 'sriov',
  /** Host path -> plan. */
  plans: 'plans.json',
  /** Host path -> inventory that the plan was made for. */
  observed: 'observed.json',
  /** Host path -> prediction. */
  predictions: 'predictions.json',
  /** Host path -> attachments: which VF is whose. */
  attachments: 'attachments.json',
  /** Host path -> what is left after a failure; only where the app asks for it. */
  failures: 'failures.json',
} as const;
