// An agency's program, whole: takes tasks from its queue, keeps a book of them, answers with signed replies.
//
//     npm ci && node agency.mjs SHEET.json BOOK_FOLDER
//
// The book is a folder with one file for each task. A letter is settled on the broker only once it stands in the book,
// and a reply is written into the book before it is sent: so the program may be killed at any moment and goes on as it
// was.
import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import amqp from "amqplib";

const LARGEST_BODY = 1024 * 1024;
const ASSIGNED = "agency.task.assigned.v1", RESUMED = "agency.task.resumed.v1";
const RECALLED = "agency.task.recalled.v1", DUE_CHANGED = "agency.task.due_changed.v1";
const ACKNOWLEDGED = "agency.task.acknowledged.v1", DECIDED = "agency.task.decided.v1";
const PAPERS_WANTED = "agency.supplement.requested.v1";
// Letters that ask for nothing: for people to read.
const NEWS = [
  "agency.task.reminded.v1", "agency.message.refused.v1", "agency.papers.sent.v1", "agency.result.refused.v1",
  "agency.opinion.given.v1", "agency.opinion.late.v1",
];

// Your own part. null while your officers are at it; else what they say: papers wanted, or the decision. Rejects where a
// paper cannot be had at the moment: it is tried again a little later.
async function work(task, papersCame) {
  for (const paper of task.papers ?? []) await fetchPaper(paper); // for your officers' eyes: keep it in your own store
  if (task.components?.length === 0 && !papersCame)
    return { type: PAPERS_WANTED, wanted: "Đơn đề nghị theo mẫu", reason: "Hồ sơ chưa có giấy tờ nào" };
  if (!task.step.decides) // another agency decides, or our opinion is wanted: done, with the opinion as note
    return { type: DECIDED, decision: "done", note: "Hồ sơ hợp lệ, đề nghị giải quyết tiếp" };
  const paper = { name: task.procedure.name, number: "1234/QĐ", issued_at: new Date().toISOString().slice(0, 10) };
  return { type: DECIDED, decision: "granted", note: "Đủ điều kiện theo quy định", result: paper };
}

// A paper of the dossier by its link, which is good while the task lasts.
async function fetchPaper({ id, link, sha256 }) {
  const answer = await fetch(link, { signal: AbortSignal.timeout(10_000) });
  const content = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) throw new Error(`paper ${id}: ${answer.status} ${content.toString("utf8", 0, 300)}`);
  if (createHash("sha256").update(content).digest("hex") !== sha256) throw new Error(`paper ${id} came damaged`);
  return content;
}

// One file a task: `task` is the newest letter's data, `replies` what we answered, to the byte.
class Book {
  constructor(folder) {
    mkdirSync(folder, { recursive: true });
    this.folder = folder;
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    const pages = files.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
    this.pages = new Map(pages.map((page) => [page.task_id, page]));
  }

  // Safe on the disk, whole or not at all, before anybody hears of it.
  keep(page) {
    this.pages.set(page.task_id, page);
    const path = join(this.folder, encodeURIComponent(page.task_id));
    const file = openSync(`${path}.new`, "w");
    writeFileSync(file, JSON.stringify(page));
    fsyncSync(file);
    closeSync(file);
    renameSync(`${path}.new`, `${path}.json`);
  }
}

class Agency {
  constructor(sheetPath, book) {
    this.sheet = JSON.parse(readFileSync(sheetPath, "utf8"));
    const keyFile = join(dirname(sheetPath), this.sheet.private_key_file ?? "");
    const secret = this.sheet.private_key ?? JSON.parse(readFileSync(keyFile, "utf8"));
    this.key = createPrivateKey({ key: secret, format: "jwk" });
    this.keyId = secret.kid;
    const keys = this.sheet.centre_public_keys.keys;
    this.centre = new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: "jwk" })]));
    this.book = book;
    this.later = new Map(); // task → when to try again
  }

  // Until the connection breaks: letters into the book, replies out of it. Rejects when it does.
  async serve() {
    const connection = await amqp.connect(this.sheet.amqp.url);
    let channel;
    try {
      channel = await connection.createConfirmChannel(); // a reply counts as sent once the broker has it safe
      const lost = new Promise((_, reject) => {
        for (const one of [connection, channel]) {
          one.on("error", reject);
          one.on("close", () => reject(new Error("closed")));
        }
      });
      lost.catch(() => {}); // it is waited for below
      await channel.prefetch(20);
      const take = (message) => message ? this.take(channel, message) : channel.emit("close");
      await channel.consume(this.sheet.amqp.queue, take);
      for (;;) {
        for (const page of this.book.pages.values()) await Promise.race([this.goOn(channel, page), lost]);
        await Promise.race([pause(50), lost]);
      }
    } finally {
      await connection.close().catch(() => {});
    }
  }

  // One delivery: into the book and settled, or given back to the centre.
  take(channel, message) {
    const letter = this.read(message.content, message.properties.headers?.jws);
    if (!letter) return channel.reject(message, false); // never requeue = true: it would come again for ever
    if (NEWS.includes(letter.type)) console.log("news:", JSON.stringify(letter.data));
    else this.note(letter);
    channel.ack(message);
  }

  // The letter, once its signature was checked over the very bytes that came; null where it is no letter by the centre.
  read(body, jws) {
    try {
      if (body.length > LARGEST_BODY) throw new Error(`${body.length} bytes are too many`);
      const [header, payload, signature, ...more] = jws.split(".");
      const { alg, b64, kid } = JSON.parse(Buffer.from(header, "base64url"));
      if (payload !== "" || more.length || alg !== "Ed25519" || b64 !== false)
        throw new Error("not a detached Ed25519 signature");
      const signed = Buffer.concat([Buffer.from(`${header}.`), body]);
      const key = this.centre.get(kid);
      if (!key || !verify(null, signed, key, Buffer.from(signature, "base64url")))
        throw new Error("not signed by the centre");
      const letter = JSON.parse(body.toString("utf8"));
      this.check(letter);
      return letter;
    } catch (problem) {
      console.log("given back:", problem.message);
      return null;
    }
  }

  // Whether all that is used further on is there; fields that are not known here are left alone. Throws.
  check({ id, type, subject, data }) {
    if (NEWS.includes(type)) return;
    if (![ASSIGNED, RESUMED, RECALLED, DUE_CHANGED].includes(type)) throw new Error(`${type} is not known here`);
    const needed = [id, subject, data.task_id];
    if ([ASSIGNED, RESUMED].includes(type)) {
      needed.push(data.procedure.name);
      if (typeof data.step.decides !== "boolean") throw new Error("step.decides is missing");
    }
    if (!needed.every((one) => typeof one === "string" && one)) throw new Error("a part of the letter is not a text");
  }

  // Write into the book what the letter says; one that comes again says nothing new.
  note({ id, type, subject, correlationid, data }) {
    // A page is made also where a recall overtakes its task: the task that follows must find it.
    const known = this.book.pages.get(data.task_id);
    const page = known ?? { task_id: data.task_id, task: null, recalled: false, resumed: false, replies: {} };
    page.first ??= type === RESUMED ? 3 : 1; // resumed, and unknown here: our book was lost behind two replies
    if ([ASSIGNED, RESUMED].includes(type) && !page.task) {
      page.task = data;
      page.dossier = subject;
      page.cause = { correlationid: correlationid ?? id, causationid: id };
    }
    if (type === RESUMED) page.resumed = true;
    if (type === RECALLED) page.recalled = true;
    if ([RESUMED, DUE_CHANGED].includes(type) && page.task) page.task.due_at = data.due_at;
    if (type === ASSIGNED) // the centre may not have heard us: say the same once more
      for (const reply of Object.values(page.replies)) reply.sent = false;
    this.book.keep(page);
  }

  // Answer what there is to answer; what was written and not confirmed is sent first, as it stands.
  async goOn(channel, page) {
    const { task, resumed, replies } = page;
    if (!task || page.recalled) return;
    for (const reply of Object.values(replies)) if (!reply.sent) await this.send(channel, page, reply);
    if (replies[DECIDED] || (replies[PAPERS_WANTED] && !page.resumed)) return;
    if (!Object.keys(replies).length && !resumed)
      await this.answer(channel, page, { type: ACKNOWLEDGED, officer_unit: this.sheet.agency.name });
    if (Date.now() < (this.later.get(page.task_id) ?? 0)) return;
    const said = await work(task, resumed).catch((problem) => {
      console.log(`${page.task_id} has to wait:`, problem.message);
      this.later.set(page.task_id, Date.now() + 10_000);
    });
    if (said && !page.recalled) await this.answer(channel, page, said);
  }

  // Write the reply down, then send it.
  async answer(channel, page, { type, ...data }) {
    const reply = {
      specversion: "1.0",
      id: replyId(`${page.task_id} ${type}`),
      source: `/agency/${this.sheet.agency.key}`,
      type,
      subject: page.dossier,
      time: new Date().toISOString(),
      datacontenttype: "application/json",
      // Our answers to this task, counted from 1: the centre takes them in this order.
      sequence: page.first + Object.keys(page.replies).length,
      ...page.cause,
      data: { task_id: page.task_id, ...data },
    };
    page.replies[type] = { type, body: JSON.stringify(reply), sent: false };
    this.book.keep(page);
    await this.send(channel, page, page.replies[type]);
  }

  // Sign the bytes, publish them, and note that the broker has them.
  async send(channel, page, reply) {
    const body = Buffer.from(reply.body);
    const header = JSON.stringify({ alg: "Ed25519", b64: false, crit: ["b64"], kid: this.keyId });
    const protectedHeader = Buffer.from(header).toString("base64url");
    const signature = sign(null, Buffer.concat([Buffer.from(`${protectedHeader}.`), body]), this.key);
    channel.publish(this.sheet.amqp.replies_exchange, `${this.sheet.agency.key}.${reply.type}`, body, {
      contentType: "application/cloudevents+json",
      persistent: true, // survives a restart of the broker
      mandatory: true,
      messageId: JSON.parse(reply.body).id,
      userId: this.sheet.amqp.user, // the broker checks it, and the centre wants it
      headers: { jws: `${protectedHeader}..${signature.toString("base64url")}` },
    });
    await channel.waitForConfirms();
    reply.sent = true;
    this.book.keep(page);
  }
}

// The id of a reply follows from its task and type: the same answer has the same id, even where the book was lost.
function replyId(name) {
  const hex = createHash("sha256").update(`our replies: ${name}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

// Serve for ever; after a lost connection try again with a growing pause.
process.on("SIGTERM", () => process.exit(0));
const agency = new Agency(process.argv[2], new Book(process.argv[3]));
for (let seconds = 0.2; ; ) {
  const began = Date.now();
  await agency.serve().catch((problem) => console.log("the broker is away:", problem.message));
  seconds = Date.now() - began > 10_000 ? 0.2 : Math.min(seconds * 2, 10);
  await pause(seconds * 1000);
}
