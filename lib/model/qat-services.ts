/** What a QAT device can be configured for, in the order in which every kernel takes combinations. */
export const QAT_SERVICES = ['sym', 'asym', 'dc', 'dcc', 'decomp'] as const;

export type QatService = (typeof QAT_SERVICES)[number];

/** As `qat/cfg_services` has them, `sym;asym`; the order in which they are named says nothing. */
export type QatServices = string;

export function qatServicesOf(names: readonly QatService[]): QatServices {
  return QAT_SERVICES.filter((name) => names.includes(name)).join(';');
}

/** What a file or a plan says, in the one order; null: it names none, or what is no service. */
export function parseQatServices(text: string): QatServices | null {
  const names = text.trim().split(';');
  return names.every(isQatService) ? qatServicesOf(names) : null;
}

function isQatService(name: string): name is QatService {
  return QAT_SERVICES.some((service) => service === name);
}
