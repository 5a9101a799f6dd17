import Testing

/// Sizes, names and places.
@Suite struct ShapeOfCodeTests {
    /// Folders that are no nouns, each with its reason.
    static let technical: Set<String> = [
        "Core",  // what all nouns of a target share
        "Documents", "Expressions", "Identity", "Text", "Time",  // Base
        "Migrations", "Followers", "Idempotency", "Settings",  // Store
        "OpenAPI", "Metrics", "Live", "Pages",  // Web
        "Commands",  // nuo
        "Demonstration", "Analysis",
        "Search",  // across nouns
    ]
    static let nouns: Set<String> = [
        "People", "Customers", "Instruments", "Responses", "Journeys", "Cases", "Processes",
        "Promises", "Rules", "Plans", "Articles", "Events", "Measures", "Imports", "Today",
        "Insight", "Texts", "Attachments", "Messages", "Mailings", "Channels", "Views",
    ]
    static let forbidden = ["Manager", "Helper", "Util", "Service.swift", "Impl"]

    @Test func foldersAreNouns() {
        for target in ["Domain", "Store", "Operations", "Web"] {
            for folder in SourceTree.folders(of: target) {
                let isKnown = Self.nouns.contains(folder) || Self.technical.contains(folder)
                #expect(isKnown, "Sources/\(target)/\(folder) is neither a noun nor listed")
            }
        }
    }

    @Test(arguments: SourceTree.sources + SourceTree.tests)
    func filesAreShortAndWellNamed(_ file: SourceTree.File) {
        #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count) lines")
        for word in Self.forbidden {
            #expect(!file.name.contains(word), "\(file.path) is named after no knowledge")
        }
        for (index, line) in file.lines.enumerated() {
            // A sentence in quotes is not broken for the sake of a column.
            let most = line.contains("\"") ? 140 : 100
            #expect(line.count <= most, "\(file.path):\(index + 1) is long")
        }
    }

    @Test(arguments: SourceTree.sources)
    func sourcesHoldNoInterfaceTextAndNoMachine(_ file: SourceTree.File) {
        let isCJK = file.text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
        // Base reads Chinese names in expressions and its documentation shows one.
        // Files of other programs hold words for yes and no that our pages bring by themselves.
        // Traditional and simplified characters are one also where no file is read: in migrations.
        let mayShow =
            ["Base", "Statistics", "Exchange"].contains(file.target)
            || file.path == "Sources/Language/Text/Variants.swift"
        #expect(
            !isCJK || mayShow || file.onlyCommentsHoldChinese, "\(file.path) holds Chinese text")
        for place in ["/home/", "/root/", "/work/", "/nuo/"] {
            #expect(!file.text.contains("\"\(place)"), "\(file.path) names \(place)")
        }
    }
}

extension SourceTree.File {
    var onlyCommentsHoldChinese: Bool {
        lines.allSatisfy { line in
            !line.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
                || line.drop { $0 == " " }.hasPrefix("//")
        }
    }
}
