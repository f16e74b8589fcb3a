import { createHash } from 'node:crypto';
import { renderToString } from 'preact-render-to-string';
import type { ReportFacts } from '../facts/facts';
import { counted } from '../line';
import { WIDTHS } from './bars';
import { Findings } from './findings';
import { Host } from './host';
import { commonNotes, CommonNotesSection } from './notes';
import { hostId, Overview } from './overview';
import { PAGE } from './page.css.generated';
import { TenantLegend, tenantLooks } from './tenant-mark';

/** Up to this many hosts are open from the start; of more, the overview comes first. */
const MOST_OPEN = 3;

/**
 * The report as one HTML document that asks for nothing: no script, no image, no font, and a policy that lets a browser load none.
 * The same facts give the same bytes. Texts of the app reach the document as text alone, which Preact escapes.
 */
export function reportPage(facts: ReportFacts): string {
  return `<!doctype html>\n${renderToString(<Page facts={facts} />)}\n`;
}

function Page({ facts }: { readonly facts: ReportFacts }) {
  const { hosts, tenants, findings } = facts;
  const looks = tenantLooks(tenants);
  const common = commonNotes(hosts);
  const title = `SR-IOV report: ${counted(hosts.length, 'host')}`;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <a class="skip" href="#main">
          To the content
        </a>
        <header>
          <h1>{title}</h1>
          <nav aria-label="Parts">
            <a href="#overview">Overview</a>
            {tenants.length > 0 && <a href="#tenants">Tenants</a>}
            {findings.length > 0 && <a href="#app">Findings of the app</a>}
            {common.size > 0 && <a href="#numbers">About the numbers</a>}
            {hosts.length > 0 && <a href="#hosts">Hosts</a>}
          </nav>
        </header>
        <main id="main">
          {hosts.length === 0 && <p>No host was planned: the app has none, or the synth ended in a fatal finding.</p>}
          <Overview facts={facts} />
          <TenantLegend tenants={tenants} looks={looks} />
          {findings.length > 0 && (
            <section aria-labelledby="app">
              <h2 id="app">Findings of the app</h2>
              <Findings findings={findings} path="" />
            </section>
          )}
          {common.size > 0 && <CommonNotesSection notes={common} />}
          {hosts.length > 0 && <h2 id="hosts">Hosts</h2>}
          {hosts.map((host, index) => (
            <Host host={host} id={hostId(index)} looks={looks} common={common} open={hosts.length <= MOST_OPEN} />
          ))}
        </main>
      </body>
    </html>
  );
}

const STYLE = `${PAGE}\n${WIDTHS}`;

/** Nothing but the one style sheet, known by its hash. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
