// What the stories of deciding play with on every platform: templates, and the rows of a file.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const rows = 36;

/** One claim for each number, of that many euros. */
export const claims = `who,amount\n${Array.from({ length: rows }, (_, row) => `person ${row + 1},${row + 1} EUR\n`).join("")}`;

const ofClaims = decider => `apiVersion: agentbot/v1
kind: Workflow
name: claims
title: October claims
summary: Judges each claim and posts those that somebody lets out.
owner: ben
inputs:
  rows: { type: file, accept: [csv], required: true, label: Claims, columns: { who: text, amount: money } }
limits: { rounds: 2 }
steps:
  - id: read
    action: table.read
    with: { file: "{{ inputs.rows }}" }
  - id: check
    for_each: "{{ steps.read }}"
    key: "{{ item.who }}"
    batch: 20
    agent:
      purpose: Judge one claim.
      instructions: |
        refuse if amount is over 900
        else: approve
      input: "{{ item }}"
      output:
        verdict: { type: choice, of: [approve, query, refuse] }
        reason: { type: text, max: 300 }
  - id: report
    action: table.write
    with: { rows: "{{ steps.check }}", total: amount }
  - id: decide
    review: { of: report, reviewers: { person: ${decider} }, on_changes: check, expires: 3d }
  - id: post
    publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
`;

const memo = (name, title, reviewers) => `apiVersion: agentbot/v1
kind: Workflow
name: ${name}
title: ${title}
summary: Writes a few words and posts them once somebody agrees.
owner: ben
inputs:
  text: { type: text, required: true, label: What it says }
steps:
  - id: draft
    action: message.render
    with: { text: "{{ inputs.text }}" }
  - id: decide
    review: { of: draft, reviewers: ${reviewers}, expires: 3d }
  - id: post
    publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
`;

/** Puts the templates beside those of the program.
 *  @param decider who decides the claims */
export function teach(host, decider = "ben") {
  const all = {
    claims: ofClaims(decider),
    note: memo("note", "Note", '"@finance-leads"'),
    "in-order": memo("in-order", "In order", "{ sequence: [{ person: ben }, { person: cleo }] }"),
    "for-ben": memo("for-ben", "For Ben", '"@ben"'),
  };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(host.folder, `templates/finance/${name}.yaml`), text);
}

/** A day from now, as people type it. */
export const tomorrow = () => `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)} 18:00`;
