import type { Disruption } from '../../plan/host-plan';
import type { BlastReport, HostReport, PlanReport, PlanSection } from '../facts/facts';
import { counted } from '../line';
import { stepNumbers } from '../plan-steps';
import { below, shown, Text } from './words';

const EFFECTS: Readonly<Record<Disruption['effect'], string>> = {
  recreate: 'destroyed with all VFs of its PF',
  rebind: 'given another driver',
  change: 'changed in place',
};

/** Up to this many disrupted VFs are told one by one. */
const MOST = 60;

/** The steps of a host, why they must not run, and whom they hit. */
export function Plan({ host }: { readonly host: HostReport }) {
  const { plan, path } = host;
  return (
    <>
      <p>{resultText(plan)}</p>
      {plan.simulation.problems.length > 0 && (
        <ul>
          {plan.simulation.problems.map((problem) => (
            <li>
              <Text of={problem} />
            </li>
          ))}
        </ul>
      )}
      {plan.refusals.length > 0 && (
        <>
          <h4>Must not run</h4>
          <ul>
            {plan.refusals.map(({ ruleId, constructPath, message, fix }) => (
              <li>
                <b>{shown(ruleId)}</b> <Text of={below(path, constructPath)} />:{' '}
                <Text of={`${message}. ${fix}.`} most={2000} />
              </li>
            ))}
          </ul>
        </>
      )}
      {plan.steps > 0 && <Blast blast={plan.blastRadius} path={path} />}
      {plan.sections.map((section) => (
        <Section section={section} />
      ))}
      {plan.notes.length > 0 && (
        <>
          <h4>Notes</h4>
          <ul>
            {plan.notes.map((note) => (
              <li>
                <Text of={note} most={2000} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function resultText({ steps, simulation }: PlanReport): string {
  if (steps === 0 && simulation.result === 'reached') return 'No changes: the host is as wanted.';
  if (simulation.result === 'refused') return `${counted(steps, 'step')}, none of which was simulated.`;
  const done = `${simulation.done} of ${counted(steps, 'step')} work on the kernel model`;
  return simulation.result === 'reached'
    ? `${done}, and the host ends as wanted.`
    : `${done}, and the host does not end as wanted.`;
}

function Blast({ blast: { vfs, vms, links }, path }: { readonly blast: BlastReport; readonly path: string }) {
  const held = vfs.filter(({ vm, attachment, users }) => vm ?? attachment ?? users[0]);
  const free = vfs.length - held.length;
  return (
    <>
      <h4>Blast radius</h4>
      <ul>
        <li>
          {vms.length === 0
            ? 'No VM loses its VF meanwhile.'
            : `${counted(vms.length, 'VM')} without their VF, or with a changed one, meanwhile:`}
          {held.length > 0 && (
            <ul>
              {held.slice(0, MOST).map(({ pf, vf, effect, vm, attachment, users }) => (
                <li>
                  <Text of={vm ?? (attachment === undefined ? 'unknown user' : below(path, attachment))} />: VF {vf} of{' '}
                  {pf} is {EFFECTS[effect]}; {users.length === 0 ? 'not seen in use' : <Text of={users.join(', ')} />}
                </li>
              ))}
              {held.length > MOST && <li>and {held.length - MOST} more</li>}
            </ul>
          )}
        </li>
        {free > 0 && <li>{counted(free, 'VF')} without a known user go.</li>}
        {links.length === 0 && <li>No port loses its link.</li>}
        {links.map(({ pf, seconds, reason }) => (
          <li>
            Link of {pf}: away {seconds === null ? 'for a time that is not known' : `for about ${seconds} s`}:{' '}
            <Text of={reason} most={1000} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Section({ section: { pf, lines } }: { readonly section: PlanSection }) {
  return (
    <>
      <h4>{pf}</h4>
      <table class="steps">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">What it does</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ steps, text }) => (
            <tr>
              <th scope="row">{stepNumbers(steps)}</th>
              <td>
                <Text of={text} most={2000} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
