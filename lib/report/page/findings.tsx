import type { Finding, Severity } from '../../model/finding';
import { counted } from '../line';
import { below, shown, Text } from './words';

const SIGNS: Readonly<Record<Severity, string>> = { fatal: '✕', error: '✕', warning: '▲', info: '●' };

/** A severity by word, sign and colour. */
export function Badge({ severity, count }: { readonly severity: Severity; readonly count?: number }) {
  return (
    <span class={`badge ${severity}`}>
      <span aria-hidden="true">{SIGNS[severity]}</span>{' '}
      {count === undefined ? severity : severity === 'fatal' ? `${count} fatal` : counted(count, severity)}
    </span>
  );
}

/** As many of one host are shown on the page. */
const MOST = 60;

interface FindingsProps {
  readonly findings: readonly Finding[];
  /** Path of the host that they are about; empty: none. */
  readonly path: string;
}

export function Findings({ findings, path }: FindingsProps) {
  if (findings.length === 0) return <p>No findings.</p>;
  const more = findings.length - MOST;
  return (
    <>
      <ul class="findings">
        {findings.slice(0, MOST).map((finding) => (
          <FindingItem finding={finding} path={path} />
        ))}
      </ul>
      {more > 0 && <p>{counted(more, 'more finding')}: see them all with sriov check.</p>}
    </>
  );
}

function FindingItem({ finding, path }: { readonly finding: Finding; readonly path: string }) {
  const { ruleId, severity, constructPath, message, fix, limitSource, acknowledged, location } = finding;
  const showsSource = limitSource !== undefined && !message.includes(limitSource);
  return (
    <li>
      <p>
        <Badge severity={severity} /> <b>{shown(ruleId)}</b>{' '}
        <Text of={constructPath === '' ? 'the app' : below(path, constructPath)} />
        {acknowledged !== undefined && <span class="badge">acknowledged</span>}
      </p>
      <p>
        <Text of={`${message}.`} most={2000} />
      </p>
      {acknowledged === undefined ? (
        <p>
          <Text of={`${fix}.`} most={2000} />
        </p>
      ) : (
        <p>
          Accepted: <Text of={acknowledged.reason} />
        </p>
      )}
      {(showsSource || location !== undefined) && (
        <p class="dim">
          {showsSource && (
            <>
              Limit: <Text of={limitSource} />{' '}
            </>
          )}
          {location !== undefined && <Text of={`${location.file}:${location.line}`} />}
        </p>
      )}
    </li>
  );
}
