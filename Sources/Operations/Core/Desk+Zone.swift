public import Base
import Store

extension Desk {
    /// The workspace's time zone; UTC where none is set or the system does not know it.
    public func zone() async throws -> Zone {
        let name = try await read { try $0.setting("zone", workspace: actor.workspace)?.string }
        return name.flatMap(house.zone(named:)) ?? .utc
    }
}

extension Ledger {
    /// The workspace's own zone, within a write.
    func zone() throws -> Zone {
        let name = try connection.setting("zone", workspace: workspace)?.string
        return name.flatMap(house.zone(named:)) ?? .utc
    }
}

extension House {
    public func zone(named name: String) -> Zone? {
        library.zoneFile(name).flatMap { Zone(name: name, tzif: $0) }
    }
}
