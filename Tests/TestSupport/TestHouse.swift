public import Base
public import Domain
public import Operations
public import SQL
import Store
import Synchronization

/// A house on a test's database: its clock stands until it is moved, its chance is seeded, its
/// passwords are cheap.
public final class TestHouse: Sendable {
    public let house: House
    private let time: TestClock

    /// A Monday, 09:00 in London and 17:00 in Shanghai.
    public static let start = Instant(seconds: 1_772_442_000)

    public init(
        _ database: any Database, at start: Instant = TestHouse.start, seed: UInt64 = 1,
        passwordCost: PasswordCost = .cheap, outside: Outside = Outside(),
        snapshots: SnapshotFolder? = nil, answersMemory: Int = House.answersMemory
    ) {
        let time = TestClock(start)
        let chance = Mutex(seed)
        self.time = time
        house = House(
            database: database, library: Project.library,
            uploadsFolder: Scratch.path("uploads"),
            vault: Project.vault, passwordCost: passwordCost, outside: outside,
            snapshots: snapshots, answersMemory: answersMemory,
            clock: { time.now },
            chance: { chance.withLock { TestHouse.next(&$0) } })
    }

    public var now: Instant { time.now }

    /// Lets time go by; negative sets the clock back.
    public func pass(_ span: Span) { time.pass(span) }

    /// A new workspace with one person of each role, whose login is the role's name.
    public func workspace(
        _ name: String = "Test", language: String = "en"
    ) async throws -> TestWorkspace {
        let id: ID<Workspace> = house.newID()
        let desk = Desk(house, actor: .system("test", in: id))
        try await desk.write { ledger in
            try ledger.begin(.init(id: id, name: name, zone: "Asia/Shanghai", language: language))
        }
        var users: [Role: ID<User>] = [:]
        for role in Role.allCases {
            let user = try await desk.perform(
                CreateUser.self,
                [
                    "name": .string("The \(role.rawValue)"), "login": .string(role.rawValue),
                    "role": .string(role.rawValue), "password": .string(TestWorkspace.password),
                ])
            users[role] = user.account.id
        }
        return TestWorkspace(id: id, house: house, users: users)
    }

    /// SplitMix64: different each time, the same each run.
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A workspace with a person of each role.
public struct TestWorkspace: Sendable {
    public static let password = "a test of nine lives"

    public let id: ID<Workspace>
    public let house: House
    public let users: [Role: ID<User>]

    public func user(_ role: Role) -> ID<User> {
        guard let user = users[role] else { preconditionFailure("there is one of each role") }
        return user
    }

    /// Where the person of this role works.
    public func desk(_ role: Role) -> Desk {
        Desk(
            house,
            actor: Actor(.user(user(role), role: role), workspace: id, rights: role.rights))
    }

    /// Where Nuo itself works.
    public var system: Desk { Desk(house, actor: .system("test", in: id)) }
}

private final class TestClock: Sendable {
    private let time: Mutex<Instant>

    init(_ start: Instant) { time = Mutex(start) }

    var now: Instant { time.withLock { $0 } }

    func pass(_ span: Span) { time.withLock { $0 = $0 + span } }
}

extension Desk {
    /// Performs with fields written as a literal.
    @discardableResult
    public func perform<O: Operation>(
        _ operation: O.Type, _ fields: KeyValuePairs<String, JSON>
    ) async throws -> O.Output {
        try await perform(
            operation,
            JSON.Object(fields.map { JSON.Object.Member(key: $0.key, value: $0.value) }))
    }
}
