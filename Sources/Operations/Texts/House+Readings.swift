import Base
import Domain
import SQL
import Store

/// Readings beside what was read. What nobody has kept yet, such as that of anonymous answers, is
/// read where it is shown: it takes microseconds. So is a masked text, whose places are others.
extension House {
    /// By question.
    func readings(
        of row: Responses.Stored, isMasked: Bool = false, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [String: TextReading] {
        let instrument = try instrument(
            row.instrument, version: row.version, in: workspace, on: connection)
        let texts = row.texts(of: instrument)
        guard !texts.isEmpty else { return [:] }
        let kept =
            isMasked
            ? [] : try TextReadings.find(.answer, of: [row.id.raw], in: workspace, on: connection)
        var readings = Dictionary(uniqueKeysWithValues: kept.map { ($0.place.item, $0.reading) })
        let reader = try textReader(in: workspace, on: connection)
        for (item, text) in texts where readings[item] == nil {
            readings[item] = reader.reading(of: text)
        }
        return readings
    }

    /// Of some texts in answers as they are read today: what other themes or another model read is
    /// read anew.
    func currentReadings(
        of texts: [(place: TextReading.Place, text: String)], isMasked: Bool,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [TextReading] {
        let reader = try textReader(in: workspace, on: connection)
        let kept =
            isMasked
            ? []
            : try TextReadings.find(
                .answer, of: Set(texts.map(\.place.subject)).sorted(), in: workspace,
                on: connection)
        let known = Dictionary(uniqueKeysWithValues: kept.map { ($0.place, $0.reading) })
        return texts.map { place, text in
            if let reading = known[place], reader.isCurrent(reading) { return reading }
            return reader.reading(of: text)
        }
    }

    /// Of what customers wrote among some messages.
    func readings(
        of messages: [CaseMessage], isMasked: Bool = false, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<CaseMessage>: TextReading] {
        let received = messages.filter { $0.kind == .received }
        guard !received.isEmpty else { return [:] }
        let kept =
            isMasked
            ? []
            : try TextReadings.find(
                .message, of: received.map(\.id.raw), in: workspace, on: connection)
        let known = Dictionary(uniqueKeysWithValues: kept.map { ($0.place.subject, $0.reading) })
        let reader = try textReader(in: workspace, on: connection)
        return Dictionary(
            uniqueKeysWithValues: received.map {
                ($0.id, known[$0.id.raw] ?? reader.reading(of: $0.text))
            })
    }
}

extension Responses.Stored {
    /// What the customer wrote in their own words, by question: no addresses and numbers.
    func texts(of instrument: Instrument) -> [(item: String, text: String)] {
        instrument.items.filter(\.isRead).compactMap { item in
            guard let text = item.answer(in: response.answers.values)?.string,
                item.absence(.string(text)) == nil, !text.isEmpty
            else { return nil }
            return (item.key, text)
        }
    }
}

extension Item {
    /// Whether what is answered is read for its mood and themes: words, no addresses and numbers.
    var isRead: Bool { kind == .text || kind == .longText }
}
