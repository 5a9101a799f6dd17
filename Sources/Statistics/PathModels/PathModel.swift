/// Latent variables, the items that measure them, and which drives which.
public struct PathModel: Hashable, Sendable {
    public enum Mode: String, CaseIterable, Hashable, Sendable {
        /// Weights are correlations: items reflect the latent variable.
        case a = "A"
        /// Weights are regression coefficients: items form it.
        case b = "B"
    }

    public enum Scheme: String, CaseIterable, Hashable, Sendable { case path, factorial, centroid }

    public struct Latent: Hashable, Sendable {
        public let name: String
        public let items: [String]
        public let mode: Mode

        public init(_ name: String, items: [String], mode: Mode = .a) {
            self.name = name
            self.items = items
            self.mode = mode
        }
    }

    public struct Path: Hashable, Sendable {
        public let from: Int
        public let to: Int
    }

    public let latents: [Latent]
    /// By place in `latents`.
    public let paths: [Path]
    public let scheme: Scheme

    /// - Parameter paths: names of latent variables; no path may lead back to where it began.
    public init(
        _ latents: [Latent], paths: [(from: String, to: String)], scheme: Scheme = .path
    ) throws(Unfit) {
        guard latents.count > 1 else { throw .tooFew(have: latents.count, need: 2) }
        guard Set(latents.map(\.name)).count == latents.count else { throw .mismatched("names") }
        for latent in latents where latent.items.isEmpty { throw .mismatched(latent.name) }
        let items = latents.flatMap(\.items)
        guard Set(items).count == items.count else { throw .mismatched("an item is used twice") }
        var found: [Path] = []
        for path in paths {
            guard let from = latents.firstIndex(where: { $0.name == path.from }) else {
                throw .mismatched(path.from)
            }
            guard let to = latents.firstIndex(where: { $0.name == path.to }), to != from else {
                throw .mismatched(path.to)
            }
            found.append(Path(from: from, to: to))
        }
        guard !found.isEmpty, Set(found).count == found.count else { throw .mismatched("paths") }
        self.latents = latents
        self.paths = found
        self.scheme = scheme
        for place in latents.indices {
            guard found.contains(where: { $0.from == place || $0.to == place }) else {
                throw .mismatched(latents[place].name)
            }
        }
        guard isAcyclic else { throw .undefined("a path leads back to where it began") }
    }

    func predecessors(_ latent: Int) -> [Int] {
        paths.filter { $0.to == latent }.map(\.from)
    }

    func successors(_ latent: Int) -> [Int] {
        paths.filter { $0.from == latent }.map(\.to)
    }

    private var isAcyclic: Bool {
        var left = Set(latents.indices)
        while true {
            let free = left.filter { latent in
                predecessors(latent).allSatisfy { !left.contains($0) }
            }
            if free.isEmpty { return left.isEmpty }
            left.subtract(free)
        }
    }
}
