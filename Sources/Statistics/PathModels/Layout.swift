/// Where a model's items stand in a summary, those that do not vary left out.
struct Layout {
    let model: PathModel
    /// Places in the Gram summary, block after block.
    let places: [Int]
    let names: [String]
    let blocks: [Range<Int>]
    let dropped: [String]

    init(_ model: PathModel, _ gram: Gram) throws(Unfit) {
        var places: [Int] = []
        var blocks: [Range<Int>] = []
        var dropped: [String] = []
        var kept: [PathModel.Latent] = []
        for latent in model.latents {
            let start = places.count
            var items: [String] = []
            for item in latent.items {
                let place = try gram.index(of: item)
                if gram.varies(place) {
                    places.append(place)
                    items.append(item)
                } else {
                    dropped.append(item)
                }
            }
            guard places.count > start else { throw .constant(latent.name) }
            blocks.append(start..<places.count)
            kept.append(PathModel.Latent(latent.name, items: items, mode: latent.mode))
        }
        guard gram.count > places.count else {
            throw .tooFew(have: gram.count, need: places.count + 1)
        }
        let paths = model.paths.map {
            (from: model.latents[$0.from].name, to: model.latents[$0.to].name)
        }
        self.model = try PathModel(kept, paths: paths, scheme: model.scheme)
        self.places = places
        self.blocks = blocks
        self.dropped = dropped
        names = places.map { gram.names[$0] }
    }
}
