import Base
import Crypto
import Domain
import MIME
import SQL
import Store

extension Ledger {
    /// What is to become of a mail: a message of a case, a report on one of ours, or nothing.
    func take(
        _ letter: Letter, raw: [UInt8], _ incoming: Incoming, by channel: Channel
    ) throws -> Incoming {
        var done = incoming
        done.subject = letter.subject.isEmpty ? nil : letter.subject
        done.sender = letter.from?.address
        done.print = Ledger.print(of: letter, raw)
        let words = try MailWords(house.library)
        let nature = letter.nature(automaticSubjects: words.automatic)
        if nature == .report {
            // What it says of our mail goes where all such reports go.
            let report = DeliveryReport(mail: String(decoding: raw.prefix(1 << 20), as: UTF8.self))
            if let report { _ = try receive(report) }
            done.settle(.ignored, "report", report?.detail, at: now)
            return done
        }
        guard let from = letter.from else {
            done.settle(.aside, "noSender", at: now)
            return done
        }
        if !incoming.isWanted,
            let double = try done.print.flatMap({
                try Incomings.double(print: $0, of: incoming.id, in: workspace, on: connection)
            })
        {
            done.settle(.ignored, "double", double.description, at: now)
            return done
        }
        if try !incoming.isWanted && isOurs(letter, from, channel) {
            done.settle(.ignored, "ownMail", at: now)
            return done
        }
        let title = Arrival.title(words.plain(letter.subject), orFrom: letter.text)
        let arrival = try arrival(letter, from, title, incoming)
        guard nature == .personal || incoming.isWanted else {
            return try takeAutomatic(arrival, nature, done)
        }
        return try take(arrival, done, opens: channel.opens)
    }

    /// The same for the same mail in whichever mailbox it lies.
    private static func print(of letter: Letter, _ raw: [UInt8]) -> String {
        var said = raw
        if let id = letter.messageID {
            let date = letter.headers.plain("date") ?? ""
            said = Array("\(id)\n\(letter.from?.address ?? "")\n\(date)".utf8)
        }
        return Array(SHA256.hash(data: said)).hexadecimal
    }

    /// From one of our own addresses, or a mail that we ourselves sent: a loop.
    private func isOurs(_ letter: Letter, _ from: Mailbox, _ channel: Channel) throws -> Bool {
        let address = from.address.lowercased()
        if case .mail(let account) = channel.door, account.address.lowercased() == address {
            return true
        }
        if try sendingTerms().mail?.from.lowercased() == address { return true }
        return try letter.messageID.map {
            try Messages.find(reference: $0, in: workspace, on: connection) != nil
        } ?? false
    }

    /// An absence note on a case is told there and is no answer of the customer; elsewhere nothing
    /// is made of it.
    private func takeAutomatic(
        _ arrival: Arrival, _ nature: Letter.Nature, _ incoming: Incoming
    ) throws -> Incoming {
        var done = incoming
        if nature == .automatic,
            let (id, _) = try belonging(of: arrival, by: incoming.channel)
        {
            let text = Arrival.cut("\(arrival.sender): \(arrival.text)", to: 2_000)
            _ = try command(.note(text), on: id, as: .system)
        }
        done.settle(.ignored, nature.rawValue, at: now)
        return done
    }

    private func arrival(
        _ letter: Letter, _ from: Mailbox, _ title: String, _ incoming: Incoming
    ) throws -> Arrival {
        var arrival = Arrival(
            kind: .mail, sender: from.address, name: from.name, channelName: "mail",
            title: title, text: letter.text,
            subject: letter.subject.isEmpty ? nil : letter.subject)
        if let plain = Contact(.mail, from.address).plain { arrival.contacts = [plain] }
        arrival.reference = letter.messageID
        arrival.answers = letter.references
        arrival.mark = try mark(in: letter)
        arrival.failsAuthentication = letter.failsAuthentication
        // Pictures of signatures come inline by the dozen; they are kept as files all the same.
        arrival.files = letter.files.filter { !$0.isCutOff && !$0.bytes.isEmpty }.map {
            .init(name: $0.name, bytes: $0.bytes)
        }
        arrival.remark = try remark(on: letter, incoming)
        return arrival
    }

    private func remark(on letter: Letter, _ incoming: Incoming) throws -> String? {
        let words = try InvitationWords(house.library, "cases/reply.yaml")
        let language = try Workspaces.find(workspace, on: connection)?.language ?? "en"
        var parts: [String] = []
        if incoming.detail == MailboxRounds.cutOff { parts.append(words["tooLarge"][language]) }
        let lost = letter.files.filter(\.isCutOff).map(\.name)
        if !lost.isEmpty {
            parts.append(
                words["notKept"][language]
                    .split(separator: "{files}", omittingEmptySubsequences: false)
                    .joined(separator: lost.joined(separator: ", ")))
        }
        return parts.isEmpty ? nil : parts.joined(separator: "\n")
    }

    /// `[ref:…]` as our mails carry it, wherever the answer has it; none for what we did not make.
    private func mark(in letter: Letter) throws -> SealedToken<Case>? {
        for text in [letter.subject, letter.text] {
            var rest = text[...]
            var tries = 0
            while let start = rest.firstRange(of: "[ref:"), tries < 20 {
                rest = rest[start.upperBound...]
                tries += 1
                let token = String(rest.prefix(100).prefix { $0 != "]" })
                do {
                    return try SealedToken<Case>.read(token, for: .reply, on: connection)
                } catch is Refusal {
                    continue
                }
            }
        }
        return nil
    }
}
