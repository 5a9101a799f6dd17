import Base
import Domain
import Synchronization

/// One open page. What it has not read yet is a set of topics, however much happened: a slow
/// reader costs no memory and misses nothing.
public final class LiveSubscription: Sendable {
    private struct State {
        var topics: Set<LiveTopic> = []
        var place: LivePlace
    }

    let workspace: ID<Workspace>
    private let allowed: Set<LiveTopic>
    private let state: Mutex<State>
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(workspace: ID<Workspace>, rights: Set<Right>, at place: LivePlace) {
        self.workspace = workspace
        allowed = Set(LiveTopic.allCases.filter { rights.contains($0.right) })
        state = Mutex(State(place: place))
        (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// What happened since the last call; nil when it only is time to show that the line is up.
    /// Ends when the page should connect anew.
    public func messages() -> some AsyncSequence<LiveMessage?, Never> & Sendable {
        wakes.map { [self] _ in take() }
    }

    func add(_ topics: Set<LiveTopic>, upTo place: LivePlace) {
        let isNews = state.withLock { state in
            state.place = place
            let news = topics.intersection(allowed)
            state.topics.formUnion(news)
            return !news.isEmpty
        }
        if isNews { wake.yield() }
    }

    /// Shows a sign of life, so that dead connections are noticed.
    func beat() { wake.yield() }

    func end() { wake.finish() }

    private func take() -> LiveMessage? {
        state.withLock { state in
            guard !state.topics.isEmpty else { return nil }
            defer { state.topics = [] }
            return LiveMessage(place: state.place, topics: state.topics)
        }
    }
}
