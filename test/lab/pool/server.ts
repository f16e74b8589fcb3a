import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Lease, Pool } from './pool';
import type { Answer, Request } from './protocol';

/** A pool that processes of this user reach over a socket in a private folder. A connection is a lease. */
export class PoolServer {
  private readonly folder = mkdtempSync(join(tmpdir(), 'sriov-lab-pool-'));
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly pool: Pool) {
    this.server = createServer((socket) => this.serve(socket));
  }

  public static async start(pool: Pool): Promise<PoolServer> {
    const server = new PoolServer(pool);
    await new Promise<void>((done, fail) => {
      server.server.once('error', fail);
      server.server.listen(server.path, done);
    });
    return server;
  }

  public get path(): string {
    return join(this.folder, 'socket');
  }

  public close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    this.pool.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let lease: Lease | undefined;
    let isOpen = true;
    // One request after the other, as they come.
    let last: Promise<void> = Promise.resolve();
    const answerTo = async (request: Request): Promise<Answer> => {
      if (request.do === 'lease') {
        lease ??= await this.pool.lease(request.kind, request.suite);
        return { place: lease.machine.place, pid: lease.machine.pid() };
      }
      if (lease === undefined) throw new Error('nothing is leased');
      const { machine } = lease;
      if (request.do === 'kill') await machine.kill();
      else if (request.do === 'reboot') await machine.reboot();
      else void lease.giveBack();
      return { place: machine.place, pid: machine.pid() };
    };
    createInterface({ input: socket }).on('line', (line) => {
      last = last.then(async () => {
        const answer = await answerTo(JSON.parse(line) as Request).catch((error: unknown): Answer => ({
          error: error instanceof Error ? error.message : String(error),
        }));
        if (isOpen) socket.write(`${JSON.stringify(answer)}\n`);
      });
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      isOpen = false;
      this.sockets.delete(socket);
      void last.then(() => lease?.abandon());
    });
  }
}
