import { SEVERITIES, type Severity } from '../../model/finding';
import type { HostReport, HostSummary, OverviewFacts, ReportFacts, RuleCount } from '../facts/facts';
import type { FindingsSummary } from '../findings-format';
import { counted } from '../line';
import { Badge } from './findings';
import { nameOf } from '../prediction';
import { byUse, Use } from './resources';
import { shown, Text } from './words';

/** The whole fleet at a glance: numbers, hosts, rules. */
export function Overview({ facts }: { readonly facts: ReportFacts }) {
  const { overview, hosts } = facts;
  return (
    <section aria-labelledby="overview">
      <h2 id="overview">Overview</h2>
      <Numbers overview={overview} />
      {hosts.length > 0 && <Hosts hosts={hosts} />}
      {overview.rules.length > 0 && <Rules rules={overview.rules} hosts={hosts.length} />}
    </section>
  );
}

function Numbers({ overview }: { readonly overview: OverviewFacts }) {
  const { hosts, physicalFunctions, virtualFunctions, vms, findings, steps } = overview;
  const short = overview.vmsBelowDemand + overview.vmsBelowGuarantee;
  return (
    <dl class="numbers">
      <Number title="Hosts" value={hosts} note={counted(physicalFunctions, 'PF')} />
      <Number title="VFs" value={virtualFunctions} note={counted(vms, 'VM')} />
      <Number
        title="Findings that block"
        value={findings.blocking}
        note={`${counted(findings.warnings, 'warning')}, ${counted(findings.infos, 'info')}, ${findings.acknowledged} acknowledged`}
        look={findings.blocking > 0 ? 'bad' : 'good'}
      />
      <Number
        title="VMs below demand"
        value={overview.vmsBelowDemand}
        note={`${overview.vmsWithDemand} state one, ${overview.vmsBelowGuarantee} below guarantee`}
        look={short > 0 ? 'warn' : 'good'}
      />
      <Number
        title="Steps"
        value={steps}
        note={overview.refusedHosts === 0 ? 'no plan is refused' : `plans refused: ${overview.refusedHosts}`}
        look={overview.refusedHosts > 0 ? 'bad' : undefined}
      />
      <Number
        title="VMs hit meanwhile"
        value={overview.vmsDisrupted}
        note={overview.linksLost === 0 ? 'no link goes' : `${counted(overview.linksLost, 'link')} may go`}
        look={overview.vmsDisrupted > 0 ? 'warn' : 'good'}
      />
    </dl>
  );
}

function Number(props: {
  readonly title: string;
  readonly value: number;
  readonly note: string;
  readonly look?: 'good' | 'warn' | 'bad';
}) {
  const { title, value, note, look } = props;
  return (
    <div class={look}>
      <dt>{title}</dt>
      <dd>
        <b>{value}</b> <small>{note}</small>
      </dd>
    </div>
  );
}

/** Fragment of the page that a host is found under: names may hold anything. */
export function hostId(index: number): string {
  return `h${index + 1}`;
}

function Hosts({ hosts }: { readonly hosts: readonly HostReport[] }) {
  const rows = hosts
    .map((host, index) => ({ host, id: hostId(index) }))
    .sort((a, b) => rankOf(b.host) - rankOf(a.host));
  return (
    <table class="hosts">
      <caption>Hosts, those with the most to look at first</caption>
      <thead>
        <tr>
          <th scope="col">Host</th>
          <th scope="col">VFs</th>
          <th scope="col">VMs</th>
          <th scope="col">Findings</th>
          <th scope="col">Below demand</th>
          <th scope="col">Busiest link, port or drive</th>
          <th scope="col">Plan</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ host, id }) => (
          <HostRow host={host} id={id} />
        ))}
      </tbody>
    </table>
  );
}

function HostRow({ host, id }: { readonly host: HostReport; readonly id: string }) {
  const { name, summary, plan, resources } = host;
  const [busiest] = byUse(resources);
  return (
    <tr>
      <th scope="row">
        <a href={`#${id}`}>
          <Text of={name} most={80} />
        </a>
      </th>
      <td>{summary.virtualFunctions}</td>
      <td>{summary.vms}</td>
      <td>
        <Badges of={summary.findings} />
      </td>
      <td>{shortText(summary)}</td>
      <td>
        {busiest === undefined || summary.vmsWithDemand === 0 ? (
          'not known'
        ) : (
          <>
            <Use of={busiest} /> <small>{shown(nameOf(busiest))}</small>
          </>
        )}
      </td>
      <td>{planText(host)}</td>
    </tr>
  );

  function planText({ plan: { refusals } }: HostReport): string {
    if (refusals.length > 0) return 'must not run';
    if (plan.steps === 0) return 'no changes';
    const steps = counted(plan.steps, 'step');
    return summary.vmsDisrupted === 0 ? steps : `${steps}, hits ${counted(summary.vmsDisrupted, 'VM')}`;
  }
}

function shortText({ vmsWithDemand, vmsBelowDemand }: HostSummary): string {
  if (vmsWithDemand === 0) return 'no demand stated';
  return vmsBelowDemand === 0 ? 'none' : counted(vmsBelowDemand, 'VM');
}

/** What asks for a look: what blocks before what is short, and that before warnings. */
function rankOf({ summary, plan }: HostReport): number {
  const { findings, vmsBelowDemand, vmsBelowGuarantee, vmsDisrupted } = summary;
  const { blocking, warnings } = findings;
  const bounded = (count: number) => Math.min(count, 999);
  const first = bounded(blocking + plan.refusals.length);
  return (first * 1000 + bounded(vmsBelowDemand + vmsBelowGuarantee + vmsDisrupted)) * 1000 + bounded(warnings);
}

const COUNTS: Readonly<Record<Severity, keyof FindingsSummary>> = {
  fatal: 'fatal',
  error: 'errors',
  warning: 'warnings',
  info: 'infos',
};

function Badges({ of }: { readonly of: FindingsSummary }) {
  const found = SEVERITIES.filter((severity) => of[COUNTS[severity]] > 0);
  if (found.length === 0) return <>none</>;
  return (
    <>
      {found.map((severity) => (
        <>
          <Badge severity={severity} count={of[COUNTS[severity]]} />{' '}
        </>
      ))}
    </>
  );
}

function Rules({ rules, hosts }: { readonly rules: readonly RuleCount[]; readonly hosts: number }) {
  return (
    <table class="rules">
      <caption>Findings by rule; sriov explain says more of each</caption>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Severity</th>
          <th scope="col">What must hold</th>
          <th scope="col">Found</th>
          {hosts > 1 && <th scope="col">Hosts</th>}
        </tr>
      </thead>
      <tbody>
        {rules.map(({ ruleId, severity, title, open, acknowledged, hosts: on }) => (
          <tr>
            <th scope="row">{shown(ruleId)}</th>
            <td>
              <Badge severity={severity} />
            </td>
            <td>{shown(title ?? 'no rule of this version')}</td>
            <td>{acknowledged === 0 ? open : `${open}, ${acknowledged} acknowledged`}</td>
            {hosts > 1 && <td>{on}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
