import Base
import Domain
import SQL
import Store

extension Ledger {
    /// What a case is worked by when nothing else is said: made for an unhappy customer.
    private static let standardProcess = "closed-loop"

    /// By which process a new case is worked: the named one if it is for cases of this kind. A rule
    /// or a channel that names another loses no case: it gets the one for its kind.
    func process(for draft: CaseDraft) throws -> Process.Version {
        if let key = draft.process {
            let named = try newest(key)
            if named.process.fits(draft.kind) { return named }
        }
        return try usualProcess(for: draft.kind) ?? newest(Ledger.standardProcess)
    }

    /// A process that somebody names for cases of a kind, in its newest version.
    func process(named key: String, for kind: Case.Kind) throws -> Process.Version {
        let named = try newest(key)
        guard named.process.fits(kind) else {
            throw Refusal.invalid(
                "process", "processNotForKind", ["process": key, "kind": kind.rawValue])
        }
        return named
    }

    /// By which process a case of another kind goes on; nil where its own is for that kind too, or
    /// none is.
    func process(of one: Case, as kind: Case.Kind) throws -> Process.Version? {
        guard kind != one.kind, try !process(one.process).fits(kind) else { return nil }
        return try usualProcess(for: kind)
    }

    /// The first that is for a kind, else the first that fits it.
    private func usualProcess(for kind: Case.Kind) throws -> Process.Version? {
        let all = try house.processes(in: workspace, on: connection)
        return all.first { $0.process.kinds.contains(kind) }
            ?? all.first { $0.process.alsoFits.contains(kind) }
    }

    private func newest(_ key: String) throws -> Process.Version {
        try house.process(named: key, in: workspace, on: connection)
    }
}
