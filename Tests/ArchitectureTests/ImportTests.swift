import Testing

/// The arrows of docs/ARCHITECTURE.md: what each target may import of ours and of others.
@Suite struct ImportTests {
    static let allowed: [String: Set<String>] = [
        "Base": [],
        "Statistics": ["CKernels", "Dispatch", "Numerics", "RealModule", "Glibc"],
        "Language": ["Glibc"],
        "Columns": ["Base", "Statistics", "CKernels"],
        "Domain": ["Base"],
        "Post": ["Base", "CCurl", "Dispatch", "Glibc"],
        "MIME": ["Glibc"],
        "Exchange": ["Base", "Domain", "CXML"],
        "SQL": ["Base", "Synchronization"],
        "SQLiteDriver": [
            "Base", "SQL", "GRDB", "GRDBSQLite", "Dispatch", "Foundation", "Synchronization",
            "SQLite3",
        ],
        "PostgresDriver": [
            "Base", "SQL", "CPostgres", "Dispatch", "Foundation", "Glibc", "Synchronization",
        ],
        "Store": ["Base", "Domain", "Language", "SQL", "Crypto", "Logging", "Synchronization"],
        "Operations": [
            "Base", "Domain", "SQL", "Store", "Columns", "Statistics", "Language", "Exchange",
            "Post", "MIME", "CZlib",
            "CXlsxWriter", "CReadStat", "CMagic", "Yams",
            "Crypto", "CryptoExtras", "Logging", "ServiceLifecycle", "Synchronization",
            "Foundation",
            "Glibc",
            "Dispatch",
        ],
        "Web": [
            "Base", "Domain", "Statistics", "Columns", "Operations", "Exchange", "CQREncode",
            "Hummingbird",
            "Mustache", "HTTPTypes", "NIOCore", "Logging", "CoreMetrics", "Crypto",
            "Synchronization", "Foundation", "Glibc",
        ],
    ]

    @Test(arguments: SourceTree.sources.filter { allowed[$0.target] != nil })
    func importsFollowTheArrows(_ file: SourceTree.File) {
        let known = Self.allowed[file.target] ?? []
        for line in file.lines {
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place <= 2, place + 1 < words.count,
                !line.hasPrefix("//"), !line.hasPrefix(" ")
            else { continue }
            let module = String(words.last ?? "")
            #expect(known.contains(module), "\(file.path) imports \(module)")
        }
    }

    @Test func pureTargetsNeverTouchTheClock() {
        let calls = ["Date()", "UUID()", "DateFormatter", "fatalError(", ".random("]
        // Few files name one: the expression, slow without optimisation, sees only these.
        for file in SourceTree.sources
        where file.target != "nuo" && calls.contains(where: { file.text.contains($0) }) {
            for (index, line) in file.lines.enumerated() {
                let code = line.drop { $0 == " " }
                guard !code.hasPrefix("//") else { continue }
                let call = code.firstMatch(
                    of: /\b(Date\(\)|UUID\(\)|DateFormatter|fatalError\()|\.random\(/)
                #expect(call == nil, "\(file.path):\(index + 1) calls \(call?.output.0 ?? "")")
            }
        }
    }
}
