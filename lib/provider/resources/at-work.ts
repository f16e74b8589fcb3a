import type { Resource } from '../schema';
import type { Schema } from '../schema/schema';
import type { Client } from './client';

/** The resource, whose calls of a host are known to be at work while they are. */
export function atWork<S extends Schema>(it: Resource<S, Client>): Resource<S, Client> {
  const during = <T>({ sessions }: Client, work: () => Promise<T>): Promise<T> => sessions.activity.during(work);
  const { modifyPlan, update } = it;
  return {
    ...it,
    ...(modifyPlan !== undefined && {
      modifyPlan: (request) => {
        const plan = async () => modifyPlan.call(it, request);
        return request.client === null ? plan() : during(request.client, plan);
      },
    }),
    read: (request) => during(request.client, () => it.read(request)),
    create: (request) => during(request.client, () => it.create(request)),
    ...(update !== undefined && { update: (request) => during(request.client, () => update.call(it, request)) }),
    delete: (request) => during(request.client, () => it.delete(request)),
  };
}
