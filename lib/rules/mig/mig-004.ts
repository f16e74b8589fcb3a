import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';

export const MIG_004: Rule = {
  id: 'MIG-004',
  title: 'a VM that migrates does not use RDMA on its VF',
  severity: 'error',
  protects: 'Connections of RDMA live in the NIC and are bound to the host: they break, or the migration is refused.',
  source:
    'README of the out-of-tree ice driver: no migration with RDMA on the VF; no source read promises it elsewhere',
  fix: 'Set rdma: false on the attachment, or migratable: false',
  on: 'attachment',
  check: ({ wanted, use, unresolved }, pf) => {
    if (pf.deviceClass !== 'net') return NOT_APPLICABLE;
    const token = tokenAmong(wanted.unresolved, 'migratable');
    if (token) return token;
    if (wanted.migratable !== true) return NOT_APPLICABLE;
    const tokenUse = tokenAmong(unresolved, 'rdma');
    if (tokenUse) return tokenUse;
    if (use.rdma !== true) return COMPLIANT;
    return violation({
      message: `VM ${wanted.vm} is to migrate and uses RDMA on its VF`,
      pointer: 'rdma',
      found: 'true',
      limit: 'false',
    });
  },
};
