// Asks people for a review of a document and acts on their signed decision. Needs Node 20 and nothing else.
//   AGENTBOT_URL  where AgentBot listens      AGENTBOT_TOKEN  the token of this system
//   AGENTBOT_SECRET  signs decisions          node client.mjs <id> <title> <file.md> [command that mends the file]
import { execFileSync } from 'node:child_process';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';

const { AGENTBOT_URL: url, AGENTBOT_TOKEN: token, AGENTBOT_SECRET: secret } = process.env;
const [id, title, file, mend] = process.argv.slice(2);

async function call(path, options = {}) {
  const answer = await fetch(url + path, { ...options, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}

async function ask(revision) {
  const request = { schema: 'review.request/1', id, revision, type: 'document', content: { title, body: readFileSync(file, 'utf8') } };
  if (revision === 1) request.title = title; // and where needed channel, policy, expires, on_behalf_of, sources
  // The same bytes under the same id ask nobody twice, so a call that failed may simply be repeated.
  await call('/requests', { method: 'POST', body: JSON.stringify(request) });
}

function verified(headers, body) {
  const time = headers.get('AgentBot-Timestamp'), name = headers.get('AgentBot-Delivery');
  const wanted = 'v1=' + createHmac('sha256', secret).update(`${time}.${name}.`).update(body).digest('hex');
  const given = headers.get('AgentBot-Signature') ?? '';
  if (given.length !== wanted.length || !timingSafeEqual(Buffer.from(given), Buffer.from(wanted))) throw new Error('The signature is wrong.');
  const decision = JSON.parse(body);
  if (Math.abs(Date.now() / 1000 - time) > 300 || decision.request !== id) throw new Error('This is old, or about something else.');
  return decision;
}

async function decided() { // waits for people as long as it takes
  for (;;) {
    const answer = await call(`/requests/${id}/decision?wait=30`);
    if (answer.status === 200) return verified(answer.headers, Buffer.from(await answer.arrayBuffer()));
    if (answer.headers.get('AgentBot-State') !== 'open') throw new Error('It ended without a decision.');
  }
}

let decision;
for (let revision = 1; ; revision++) {
  await ask(revision);
  decision = await decided();
  if (decision.outcome !== 'changes_requested') break;
  execFileSync(mend ?? 'false', [file, decision.note], { stdio: 'inherit' });
}
console.log(decision.outcome === 'approved' ? decision.content.body : `Not approved (${decision.outcome}): ${decision.note}`);
process.exitCode = decision.outcome === 'approved' ? 0 : 2;
