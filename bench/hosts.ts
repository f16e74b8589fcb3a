/** Inventories of the bench's hosts, in the JSON form that `sriov inventory` prints. */
/** @param host number of the host, below 65536: each has cards of its own */
export function nicInventory(port: number, host = 0): object {
  const address = `0000:3b:00.${port}`;
  const ofHost = host.toString(16).padStart(4, '0').replace(/^../, '$&:');
  const mac = `3c:fd:fe:${ofHost}:0${port}`;
  return {
    address,
    vendorId: '8086',
    deviceId: '159b',
    classCode: '020000',
    deviceClass: 'net',
    driver: 'ice',
    totalVfs: 128,
    numVfs: 0,
    vfOffset: 8 + 127 * port,
    vfStride: 1,
    vfDeviceId: '1889',
    driversAutoprobe: true,
    ariEnabled: true,
    numaNode: 0,
    iommuGroup: { id: 40 + port, members: [address] },
    link: { address, speedGTs: 16, width: 8, maxSpeedGTs: 16, maxWidth: 8 },
    subordinateBus: 0x3d,
    network: {
      interfaces: [
        { name: `ens1f${port}`, mac, permanentMac: mac, mtu: 1500, adminUp: true, carrier: true, speedMbps: 25_000 },
      ],
      linkType: 'ethernet',
      eswitchMode: 'legacy',
      carriesManagement: false,
    },
  };
}

export function nvmeInventory(): object {
  const address = '0000:86:00.0';
  return {
    address,
    vendorId: '144d',
    deviceId: 'a824',
    classCode: '010802',
    deviceClass: 'nvme',
    driver: 'nvme',
    totalVfs: 32,
    numVfs: 0,
    vfOffset: 1,
    vfStride: 1,
    driversAutoprobe: true,
    ariEnabled: true,
    numaNode: 1,
    iommuGroup: { id: 60, members: [address] },
    link: { address, speedGTs: 16, width: 4, maxSpeedGTs: 16, maxWidth: 4 },
    nvme: {
      controller: 'nvme0',
      controllerId: 0,
      virtualizationManagement: true,
      capabilities: {
        vqFlexibleTotal: 192,
        vqAssigned: 0,
        vqPrimary: 0,
        vqMaxPerSecondary: 9,
        vqGranularity: 1,
        viFlexibleTotal: 96,
        viAssigned: 0,
        viPrimary: 0,
        viMaxPerSecondary: 8,
        viGranularity: 1,
      },
      secondaryControllers: Array.from({ length: 8 }, (_, vf) => ({
        controllerId: vf + 1,
        vf,
        online: false,
        virtualQueues: 0,
        virtualInterrupts: 0,
      })),
      namespaces: [{ nsid: 1, bytes: 1.6e12, shared: true, controllers: [0], mounted: false, boot: false }],
    },
  };
}
