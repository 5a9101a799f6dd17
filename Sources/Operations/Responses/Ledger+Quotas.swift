import Base
import Domain
import SQL
import Store

extension Ledger {
    /// The first of the quotas that has all it needs.
    func full(
        _ quotas: [Instrument.Quota], of instrument: ID<Instrument>
    ) throws -> Instrument.Quota? {
        try Quotas.full(quotas, of: instrument, in: workspace, on: connection)
    }

    /// Counts a response that was just completed for all its quotas, or, where one of them is
    /// full, for none and marks it.
    /// - Returns: the quota that was full.
    func countQuotas(
        _ stored: inout Responses.Stored, _ answering: Answering
    ) throws -> Instrument.Quota? {
        guard stored.overQuota == nil else { return nil }
        var counted: [String] = []
        // In one order, so that no two wait for each other.
        for quota in answering.quotas.sorted(by: { $0.key < $1.key }) {
            let isCounted = try Quotas.count(
                quota.key, limit: quota.limit, of: stored.instrument, in: workspace,
                on: connection)
            if isCounted {
                counted.append(quota.key)
                continue
            }
            for key in counted {
                try Quotas.release(key, of: stored.instrument, in: workspace, on: connection)
            }
            stored.overQuota = quota.key
            try Responses.mark(stored.id, overQuota: quota.key, in: workspace, on: connection)
            return quota
        }
        return nil
    }
}

extension Quotas {
    static func full(
        _ quotas: [Instrument.Quota], of instrument: ID<Instrument>,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Instrument.Quota? {
        guard !quotas.isEmpty else { return nil }
        let filled = try filled(of: instrument, in: workspace, on: connection)
        return quotas.first { filled[$0.key, default: 0] >= $0.limit }
    }
}
