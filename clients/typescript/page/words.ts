/** What the page says, in English and Japanese. */

import type { Outcome, Shown, Topic } from "../src/index.js";

export interface Words {
  title: string;
  lead: string;
  trust: string;
  trustAbout: string;
  proof: string;
  proofAbout: string;
  code: string;
  codeAbout: string;
  foot: string;
  other: string;
  fingerprint: string;
  loaded: string;
  unread: string;
  noCode: string;
  codeMatches: string;
  codeDiffers: string;
  codeWaits: string;
  codeOfNone: string;
  claim: string;
  finding: string;
  reason: string;
  field: string;
  value: string;
  fieldsTitle: string;
  record: string;
  yes: string;
  no: string;
  outcomes: Record<Outcome, string>;
  shown: Record<Shown, string>;
  topics: Record<Topic, string>;
  evidence: EvidenceWords;
}

/** What is said of evidence beside proofs of records. */
export interface EvidenceWords {
  state: string;
  conflict: string;
  dossier: string;
  doubtful: string;
  keys: string;
  block: string;
  asOf: string;
  standing: string;
  refusedDebit: string;
  covered: string;
  left: string;
  wanted: string;
  whole: string;
  asker: string;
  asked: string;
  caseState: string;
  due: string;
  none: string;
  steps: string;
  step: string;
  time: string;
  said: string;
  unsaid: string;
  compromised: string;
  member: string;
  key: string;
  from: string;
  until: string;
}

export const ENGLISH: Words = {
  title: "Verify a proof, offline",
  lead: "Choose the network's trust file and a proof, or drop them here. Nothing leaves this page: it can't reach any network.",
  trust: "1. Trust file",
  trustAbout: "From the network's operator; compare its fingerprint with them.",
  proof: "2. Proof",
  proofAbout: "The JSON file that came with the document: a proof, a case's dossier, evidence of two debits.",
  code: "3. QR code on the paper (optional)",
  codeAbout: "A picture of it: is the paper about the same record?",
  foot: "A verdict says who stated something, when, and that it stands. It never says that the statement is true.",
  other: "日本語",
  fingerprint: "Fingerprint",
  loaded: "Read",
  unread: "Not accepted",
  noCode: "No QR code was found in this picture.",
  codeMatches: "The paper's code names this very record.",
  codeDiffers: "The paper's code names another record than the proof.",
  codeWaits: "The code is read. Choose the proof to compare.",
  codeOfNone: "The code is read. This file is no proof of a record, so there is nothing to compare.",
  claim: "Claim",
  finding: "Finding",
  reason: "Reason",
  field: "Field",
  value: "Value",
  fieldsTitle: "Fields that are proved",
  record: "Record",
  yes: "yes",
  no: "no",
  outcomes: {
    valid: "Valid: genuine, authorised when anchored, in force, and recent",
    stale: "Genuine, but the evidence is not recent: ask for a new proof",
    ended: "Genuine, but no longer in force",
    unauthorised: "Genuine, but its author had no authority at the time",
    refused: "Refused: nothing in this file may be relied on",
  },
  shown: { proved: "proved", refuted: "refuted", not_shown: "not shown" },
  topics: {
    genuine: "Genuine",
    authorised_at_anchoring: "Authorised when anchored",
    status: "In force",
    author: "Author",
    identity: "Name of the author",
    fields: "Fields",
    completeness: "What is hidden",
    freshness: "How recent",
  },
  evidence: {
    state: "Valid: this block was the ledger's latest. The file names no slots of it",
    conflict: "Valid: both debits are signed, and do not fit together",
    dossier: "Valid: every step of this case, as the ledger took it",
    doubtful: "Every step of this case, but not all by keys to be relied on",
    keys: "Valid: the signing keys of this member's gateway",
    block: "Block",
    asOf: "As of",
    standing: "Debit that stands, of member",
    refusedDebit: "Debit that was refused, of member",
    covered: "The line covers",
    left: "Left for the refused debit",
    wanted: "It wanted",
    whole: "all of the line",
    asker: "Asked by member",
    asked: "Asked of member",
    caseState: "State",
    due: "Answer due before",
    none: "no date",
    steps: "Steps",
    step: "Step",
    time: "Taken",
    said: "Said",
    unsaid: "not in this file",
    compromised: "by a key that counts as compromised from before it",
    member: "Member",
    key: "Key",
    from: "From",
    until: "Until",
  },
};

export const JAPANESE: Words = {
  title: "証明をオフラインで検証する",
  lead: "ネットワークの信頼ファイルと証明を選ぶか、ここにドロップしてください。このページは通信できないため、内容が外部に送られることはありません。",
  trust: "1. 信頼ファイル",
  trustAbout: "ネットワークの運営者から受け取り、フィンガープリントを照合してください。",
  proof: "2. 証明",
  proofAbout: "書類に添えられたJSONファイルです(証明、照会の記録一式、引落しの競合の証拠など)。",
  code: "3. 書面のQRコード(任意)",
  codeAbout: "撮影した画像を選ぶと、書面が同じ記録を指すか確認します。",
  foot: "判定が示すのは、誰がいつ述べ、今も有効かということです。述べられた内容が真実であることは示しません。",
  other: "English",
  fingerprint: "フィンガープリント",
  loaded: "読み込み済み",
  unread: "受け付けられません",
  noCode: "この画像にQRコードが見つかりませんでした。",
  codeMatches: "書面のコードは、この記録を指しています。",
  codeDiffers: "書面のコードは、証明とは別の記録を指しています。",
  codeWaits: "コードを読み取りました。照合する証明を選んでください。",
  codeOfNone: "コードを読み取りました。このファイルは記録の証明ではないため、照合できません。",
  claim: "項目",
  finding: "結果",
  reason: "理由",
  field: "フィールド",
  value: "値",
  fieldsTitle: "証明されたフィールド",
  record: "記録",
  yes: "はい",
  no: "いいえ",
  outcomes: {
    valid: "有効:真正であり、登録時に権限があり、失効しておらず、情報も新しい",
    stale: "真正だが情報が古い:新しい証明を求めてください",
    ended: "真正だが、すでに効力がない",
    unauthorised: "真正だが、登録時の署名者に権限がなかった",
    refused: "拒否:このファイルの内容は信頼できません",
  },
  shown: { proved: "証明済み", refuted: "反証", not_shown: "示されていない" },
  topics: {
    genuine: "真正性",
    authorised_at_anchoring: "登録時の権限",
    status: "効力",
    author: "署名者",
    identity: "署名者の名称",
    fields: "フィールド",
    completeness: "非開示の項目",
    freshness: "情報の新しさ",
  },
  evidence: {
    state: "有効:このブロックは台帳の最新でした。このファイルは個々の項目を示しません",
    conflict: "有効:二つの引落しはどちらも署名済みで、両立しません",
    dossier: "有効:この照会の全ての手続きが、台帳のとおり揃っています",
    doubtful: "照会の全ての手続きが揃っていますが、信頼できない鍵によるものがあります",
    keys: "有効:この会員のゲートウェイの署名鍵です",
    block: "ブロック",
    asOf: "時点",
    standing: "台帳にある引落しの会員",
    refusedDebit: "拒否された引落しの会員",
    covered: "明細の数量",
    left: "拒否された引落しに残る数量",
    wanted: "求めた数量",
    whole: "明細の全量",
    asker: "照会した会員",
    asked: "照会を受けた会員",
    caseState: "状態",
    due: "回答期限",
    none: "期限なし",
    steps: "手続き",
    step: "手続き",
    time: "日時",
    said: "内容",
    unsaid: "このファイルにありません",
    compromised: "それ以前から危殆化したとされる鍵による",
    member: "会員",
    key: "鍵",
    from: "開始",
    until: "終了",
  },
};
