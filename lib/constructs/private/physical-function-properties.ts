import type { PhysicalFunctionConditions, PhysicalFunctionProps } from '../physical-function';
import { OWN, Properties, type Uses } from './properties';

export const PROPERTIES = new Properties({
  host: OWN,
  labels: OWN,
  conditions: OWN,
  externallyManaged: OWN,
  address: 'selector',
  permanentMac: 'selector',
  serial: 'selector',
  slot: 'selector',
  interfaceName: 'selector',
  device: 'pf',
  numVfs: 'pf',
  movedFrom: 'pf',
  qatServices: 'pf',
  eswitchMode: 'pf',
  driversAutoprobe: 'pf',
  adminUp: 'pf',
  mtu: 'pf',
  linkType: 'pf',
  allowManagement: 'pf',
  guaranteeHeadroom: 'pf',
  assignedToVm: 'pf',
  vfTokenProvided: 'pf',
} as const satisfies Uses<PhysicalFunctionProps>);

export const CONDITIONS = new Properties({
  trafficClasses: OWN,
  dcb: OWN,

  adq: OWN,
  multiFunctionPartitioning: OWN,
  macvlanOffload: OWN,
  doubleVlanMode: OWN,
  firmwareVlanTpidPcp: OWN,
  firmwareNumVfs: OWN,
  pauseFrames: OWN,
  vfToVf: OWN,
  namePinned: OWN,
  otherManagers: OWN,
} as const satisfies Uses<PhysicalFunctionConditions>);
