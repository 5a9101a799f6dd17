import SQL

/// How often a live hub looks, and how long a page stays with it.
struct LiveRhythm: Sendable {
    /// However much happens, pages are told once in this time at most.
    let pause: Duration
    /// From one sign of life to the next.
    let beat: Duration
    /// A page connects anew after so many beats, and shows again who it is.
    let mostBeats: Int
}

/// The pages that a live hub holds open, each with a number and its age in beats. While there is
/// any, the hub is woken by what its channels tell and at every beat.
struct OpenPages<Page: Sendable>: Sendable {
    private struct Entry {
        var page: Page
        var beats = 0
    }

    let rhythm: LiveRhythm
    private var entries: [Int: Entry] = [:]
    private var lastNumber = 0
    private var following: [Task<Void, Never>] = []
    /// A hub that was closed takes in nobody any more.
    private(set) var isClosed = false

    init(_ rhythm: LiveRhythm) { self.rhythm = rhythm }

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }
    var all: [Page] { entries.values.map(\.page) }
    var numbered: [(number: Int, page: Page)] { entries.map { ($0, $1.page) } }

    /// A page that has left meanwhile is not brought back by a change.
    subscript(number: Int) -> Page? {
        get { entries[number]?.page }
        set { if let newValue { entries[number]?.page = newValue } }
    }

    mutating func open(_ page: Page) -> Int {
        lastNumber += 1
        entries[lastNumber] = Entry(page: page)
        return lastNumber
    }

    /// The last one that leaves ends the following too.
    mutating func remove(_ number: Int) -> Page? {
        let left = entries.removeValue(forKey: number)?.page
        if entries.isEmpty { rest() }
        return left
    }

    /// - Returns: those who were there, to be let go.
    mutating func close() -> [Page] {
        isClosed = true
        let left = all
        entries = [:]
        rest()
        return left
    }

    /// All grow older by a beat.
    /// - Returns: the numbers of those that should connect anew.
    mutating func age() -> [Int] {
        for number in entries.keys { entries[number]?.beats += 1 }
        return entries.filter { $0.value.beats > rhythm.mostBeats }.keys.sorted()
    }

    /// Begins to follow unless it does; each step tells whether the hub is still there.
    mutating func follow(
        _ channels: [String], of database: any Database,
        look: @escaping @Sendable () async -> Bool, beat: @escaping @Sendable () async -> Bool
    ) {
        guard following.isEmpty else { return }
        let rhythm = rhythm
        for channel in channels {
            let wakes = database.notifications(channel)
            following.append(
                Task {
                    for await _ in wakes {
                        guard !Task.isCancelled, await look() else { return }
                        do { try await Task.sleep(for: rhythm.pause) } catch { return }
                    }
                })
        }
        following.append(
            Task {
                repeat {
                    do { try await Task.sleep(for: rhythm.beat) } catch { return }
                } while await beat()
            })
    }

    private mutating func rest() {
        for task in following { task.cancel() }
        following = []
    }
}

/// Of the hubs that tell who is there: an open page is the sign of life of its reader.
let presenceRhythm = LiveRhythm(pause: .milliseconds(250), beat: .seconds(10), mostBeats: 60)
