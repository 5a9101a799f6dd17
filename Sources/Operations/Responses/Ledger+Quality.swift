import Base
import Crypto
import Domain
import SQL
import Store

extension Ledger {
    /// Looks at responses that were completed and flags what speaks against them. The median is
    /// taken anew, and all are judged again, whenever a quarter more times are known.
    func judge(_ ids: [ID<Response>], of instrument: ID<Instrument>) throws {
        let rows = try Responses.find(ids, in: workspace, on: connection)
            .filter { $0.response.status == .completed }
        guard !rows.isEmpty else { return }
        let notes = try Qualities.notes(of: rows.map(\.id), in: workspace, on: connection)
        let found = try rows.map { try evidence(of: $0, notes[$0.id]) }
        try Qualities.keep(found, of: instrument, in: workspace, on: connection)
        let times = try Qualities.noteTimes(
            found.count { $0.seconds != nil }, of: instrument, in: workspace, on: connection)
        if times.taken + times.since >= Quality.timesLeast,
            Double(times.since) >= Double(times.taken) * 0.25
        {
            try judgeAll(of: instrument)
        } else {
            try settle(
                try Qualities.related(
                    to: found, of: instrument, in: workspace, on: connection),
                by: try Qualities.baseline(of: instrument, in: workspace, on: connection),
                only: Set(ids), of: instrument)
        }
    }

    /// Takes the median anew and judges every response by it.
    func judgeAll(of instrument: ID<Instrument>) throws {
        let all = try Qualities.list(of: instrument, in: workspace, on: connection)
        let baseline = Quality.Baseline(all.compactMap(\.evidence.seconds))
        if let baseline {
            try Qualities.keep(
                baseline, of: instrument, at: now, in: workspace, on: connection)
        }
        try settle(all, by: baseline, only: nil, of: instrument)
    }

    /// Keeps the flags that changed and tells of them, so that columns follow.
    private func settle(
        _ all: [Qualities.Judged], by baseline: Quality.Baseline?, only: Set<ID<Response>>?,
        of instrument: ID<Instrument>
    ) throws {
        var judge = Quality.Judge(baseline)
        var events: [Event] = []
        for one in all {
            let flags = judge.flags(of: one.evidence)
            let id = one.evidence.id
            guard flags != one.flags, only?.contains(id) ?? true else { continue }
            try Qualities.setFlags(flags, of: id, in: workspace, on: connection)
            events.append(
                Event(
                    workspace: workspace, id: newID(), at: now, kind: "response.judged",
                    subject: .init("response", id), customer: nil, actor: actor.name,
                    data: ["instrument": .string(instrument.description)]))
        }
        try connection.appendMany(events)
    }

    private func evidence(
        of row: Responses.Stored, _ note: (device: String?, isMachine: Bool)?
    ) throws -> Quality.Evidence {
        let instrument = try house.instrument(
            row.instrument, version: row.version, in: workspace, on: connection)
        let answers = row.response.answers.values
        let isDistinct = instrument.distinctness(answers) >= Quality.valuesLeast
        let digest = SHA256.hash(data: JSON.object(answers).bytes)
        let takes = row.at > row.startedAt
        return Quality.Evidence(
            id: row.id, at: row.at,
            seconds: takes ? Double((row.at - row.startedAt).microseconds) / 1_000_000 : nil,
            isStraight: instrument.isStraight(answers),
            isInattentive: instrument.isInattentive(answers),
            digest: isDistinct ? Array(Array(digest).prefix(12)).hexadecimal : nil,
            device: note?.device, customer: row.customer?.raw,
            isMachine: note?.isMachine ?? false)
    }
}
