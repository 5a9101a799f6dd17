public import Base
import Domain
import Language
public import SQL
import Synchronization

/// What one running Nuo shares among all who work in it: the database, time, ids and chance. Made
/// once by the program; tests make one with a still clock and a seeded chance.
public final class House: Sendable {
    public let database: any Database
    /// Files that come with the program.
    public let library: Library
    /// How dear a password hash is; tests take it cheap.
    public let passwordCost: PasswordCost
    /// Where uploaded files wait; made when the first comes.
    let uploadsFolder: String
    /// Seals what is secret in the database.
    public let vault: Vault
    /// The world outside, where messages go.
    public let outside: Outside
    /// Answers, cases, customers and events as columns, for analysis.
    let tables: RowTables
    /// Tells open pages what happens.
    public let live: LiveHub
    /// Tells open pages of cases who else is there.
    public let presence: PresenceHub
    /// Tells the pages of visitors what is new in their conversations.
    public let chats: ChatHub
    private let clock: @Sendable () -> Instant
    private let chance: @Sendable () -> UInt64
    private let words = Mutex<Lexicons?>(nil)
    private let topicWords = Mutex<TopicFinder?>(nil)
    private let identities = Mutex(Identities())
    /// Who was let in lately; see People.
    let admissions = Admissions()
    /// Signs what answering pages carry; see Responses.
    let stampSecret = StampSecret()
    /// By which words customers give away how far their displeasure has gone.
    let stageWords: StageWords
    /// Of accounts at WeCom and WeChat; see Channels.
    let accessTokens = AccessTokens()
    /// Models that were read lately; see Texts.
    let moods = ModelShelf<MoodReader>()
    let labels = ModelShelf<LabelReader>()
    let intents = ModelShelf<LearntReader<IntentClassifier>>()
    let pairs = ModelShelf<LearntReader<PairClassifier>>()
    let wordLists = ModelShelf<WordListReader>()
    /// What workspaces' customers speak of; see Texts.
    let themes = ThemeShelf()
    /// Questionnaires already interpreted; see Instruments.
    let instruments = InstrumentShelf()
    /// Processes already read; see Cases.
    let processShelf = Shelf<ProcessKey, Process>(most: 1_000)

    /// Bytes of columns that are kept unless said otherwise.
    public static let answersMemory = 512 << 20

    public init(
        database: any Database, library: Library, uploadsFolder: String,
        vault: Vault, passwordCost: PasswordCost = .standard, outside: Outside = Outside(),
        snapshots: SnapshotFolder? = nil, answersMemory: Int = House.answersMemory,
        clock: @escaping @Sendable () -> Instant, chance: @escaping @Sendable () -> UInt64
    ) {
        self.database = database
        tables = RowTables(
            database, folder: snapshots, budget: answersMemory, clock: clock)
        live = LiveHub(database)
        presence = PresenceHub(database, clock: clock)
        chats = ChatHub(database, clock: clock)
        self.library = library
        stageWords = StageWords(library)
        self.uploadsFolder = uploadsFolder
        self.vault = vault
        self.passwordCost = passwordCost
        self.outside = outside
        self.clock = clock
        self.chance = chance
    }

    public func now() -> Instant { clock() }

    /// The words of the language methods: read when they are first asked for, kept after.
    func lexicons() throws -> Lexicons {
        try words.withLock { kept in
            if let kept { return kept }
            let read = try library.readLexicons()
            kept = read
            return read
        }
    }

    /// Finds what many texts speak of, with the words of the dictionary, which all workspaces
    /// share: read once, as they are many.
    func topicFinder() throws -> TopicFinder {
        try topicWords.withLock { kept in
            if let kept { return kept }
            let made = try lexicons().topicFinder()
            kept = made
            return made
        }
    }

    public func newID<Kind>(_: Kind.Type = Kind.self) -> ID<Kind> {
        identities.withLock { $0.next(at: clock(), chance: chance()) }
    }

    /// 64 bits of chance.
    func chanceNumber() -> UInt64 { chance() }

    /// Unguessable bytes for tokens and salts.
    public func randomBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            withUnsafeBytes(of: chance()) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
    }

    public func isDatabaseAnswering() async -> Bool {
        do {
            return try await database.read { try $0.first("SELECT 1") { $0.int(0) } } == 1
        } catch {
            return false
        }
    }
}

/// How much memory and time one password hash takes (scrypt's N; r = 8, p = 1).
public enum PasswordCost: Sendable {
    /// 32 MiB, about 60 ms.
    case standard
    /// For tests that sign in a thousand times.
    case cheap

    public var rounds: Int {
        switch self {
        case .standard: 1 << 15
        case .cheap: 1 << 4
        }
    }
}
