import Base
public import Domain
public import SQL
public import Store

/// Looks at every response that is completed or brought in, and flags what speaks against it.
public struct QualityFollower: Follower {
    public let name = "quality"
    private let house: House

    public init(_ house: House) { self.house = house }

    private struct Place: Hashable {
        let workspace: ID<Workspace>
        let instrument: ID<Instrument>
    }

    public func handle(_ events: [Event], on connection: any Connection) throws {
        var ids: [Place: [ID<Response>]] = [:]
        for event in events where Self.kinds.contains(event.kind) {
            guard let instrument = event.data["instrument"]?.string.flatMap(ID<Instrument>.init)
            else { continue }
            let place = Place(workspace: event.workspace, instrument: instrument)
            ids[place, default: []].append(ID(raw: event.subject.id))
        }
        for (place, ids) in ids.sorted(by: { $0.key.instrument < $1.key.instrument }) {
            let ledger = Ledger(
                connection: connection, house: house,
                actor: .system("quality", in: place.workspace), now: house.now())
            try ledger.judge(ids, of: place.instrument)
        }
    }

    private static let kinds: Set<String> = [
        Response.Event.completed.rawValue, "response.imported",
    ]
}
