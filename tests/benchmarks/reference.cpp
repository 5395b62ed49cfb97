// Plain C++ versions of the textbook algorithms, as yardsticks for the benchmark.
// Built on the fly: c++ -O3 -shared -fPIC reference.cpp
#include <cstdint>
#include <unordered_map>
#include <vector>
#include <algorithm>

using std::vector;

// Hopcroft's algorithm for any number of letters: a queue of (class, letter), inverse by counting
// sort, always enqueueing the smaller half.  labels: classes to start from; result in labels.
extern "C" int32_t hopcroft(int32_t n, int32_t k, const int32_t *step, int32_t *labels) {
    vector<vector<int32_t>> begin(k), source(k);
    for (int a = 0; a < k; a++) {
        begin[a].assign(n + 1, 0);
        source[a].resize(n);
        for (int32_t s = 0; s < n; s++) begin[a][step[(int64_t)s * k + a] + 1]++;
        for (int32_t s = 0; s < n; s++) begin[a][s + 1] += begin[a][s];
        vector<int32_t> at(begin[a].begin(), begin[a].end() - 1);
        for (int32_t s = 0; s < n; s++) source[a][at[step[(int64_t)s * k + a]]++] = s;
    }
    int32_t classes = 0;
    for (int32_t s = 0; s < n; s++) classes = std::max(classes, labels[s] + 1);
    vector<int32_t> first(n + 1, 0), last(n + 1, 0), order(n), place(n), block(labels, labels + n), hit(n, 0);
    for (int32_t s = 0; s < n; s++) last[labels[s]]++;
    for (int32_t c = 0, sum = 0; c < classes; c++) { first[c] = sum; sum += last[c]; last[c] = first[c]; }
    for (int32_t s = 0; s < n; s++) { place[s] = last[labels[s]]++; order[place[s]] = s; }
    vector<char> queued((int64_t)n * k, 0);
    vector<int64_t> queue;
    int32_t largest = 0;
    for (int32_t c = 1; c < classes; c++)
        if (last[c] - first[c] > last[largest] - first[largest]) largest = c;
    for (int32_t c = 0; c < classes; c++)
        if (c != largest)
            for (int a = 0; a < k; a++) { queue.push_back((int64_t)c * k + a); queued[(int64_t)c * k + a] = 1; }
    vector<int32_t> members, touched;
    while (!queue.empty()) {
        int64_t item = queue.back();
        queue.pop_back();
        queued[item] = 0;
        int32_t c = item / k, a = item % k;
        members.clear();
        for (int32_t i = first[c]; i < last[c]; i++)
            for (int32_t j = begin[a][order[i]]; j < begin[a][order[i] + 1]; j++) members.push_back(source[a][j]);
        touched.clear();
        for (int32_t s : members) {
            int32_t d = block[s];
            if (hit[d] == 0) touched.push_back(d);
            int32_t here = first[d] + hit[d]++, there = place[s], other = order[here];
            order[here] = s; place[s] = here;
            order[there] = other; place[other] = there;
        }
        for (int32_t d : touched) {
            int32_t m = hit[d];
            hit[d] = 0;
            if (m == last[d] - first[d]) continue;
            int32_t e = classes++, cut = first[d] + m;
            if (m <= last[d] - cut) { first[e] = first[d]; last[e] = cut; first[d] = cut; }
            else { first[e] = cut; last[e] = last[d]; last[d] = cut; }
            for (int32_t i = first[e]; i < last[e]; i++) block[order[i]] = e;
            for (int b = 0; b < k; b++) {  // the new class is the smaller half
                int64_t mine = (int64_t)e * k + b;
                queue.push_back(mine);
                queued[mine] = 1;
            }
        }
    }
    std::copy(block.begin(), block.end(), labels);
    return classes;
}

// A single map in linear time: peel the trees, reduce each cycle to the least rotation of its
// period, then number the trees outwards.  observations: one more than the largest label.
extern "C" int32_t single_map(int32_t n, const int32_t *f, const int32_t *o, int32_t observations, int32_t *number) {
    vector<int32_t> degree(n, 0), order;
    order.reserve(n);
    for (int32_t s = 0; s < n; s++) degree[f[s]]++;
    for (int32_t s = 0; s < n; s++) if (!degree[s]) order.push_back(s);
    for (size_t i = 0; i < order.size(); i++) if (--degree[f[order[i]]] == 0) order.push_back(f[order[i]]);
    vector<int32_t> text, begin{0}, ring;
    std::unordered_multimap<uint64_t, int32_t> index;
    for (int32_t s = 0; s < n; s++) {
        if (degree[s] != 1) continue;
        ring.clear();
        for (int32_t t = s; degree[t] == 1; t = f[t]) { degree[t] = 0; ring.push_back(t); }
        int32_t length = ring.size(), i = 0, j = 1, k = 0;
        auto at = [&](int32_t x) { return o[ring[x < length ? x : x - length]]; };
        while (i < length && j < length && k < length) {
            int32_t x = at(i + k), y = at(j + k);
            if (x == y) { k++; continue; }
            (x > y ? i : j) += k + 1;
            if (i == j) j++;
            k = 0;
        }
        int32_t least = std::min(i, j), low = begin.back(), period = 1;
        text.resize(low);
        uint64_t code = 0;
        for (int32_t x = 0; x < length; x++) {
            text.push_back(at(least + x));
            if (x && text[low + x] != text[low + x - period]) period = x + 1;
        }
        for (int32_t x = 0; x < period; x++) code = (code ^ text[low + x]) * 0x9E3779B97F4A7C15u + 1;
        int32_t word = low;
        auto range = index.equal_range(code);
        for (auto it = range.first; it != range.second; ++it) {
            int32_t d = it->second;
            if (begin[d + 1] - begin[d] == period && std::equal(&text[low], &text[low] + period, &text[begin[d]])) word = begin[d];
        }
        if (word == low) { index.emplace(code, begin.size() - 1); begin.push_back(low + period); }
        for (int32_t x = 0; x < length; x++) number[ring[least + x < length ? least + x : least + x - length]] = word + x % period;
    }
    int32_t classes = begin.back();
    auto trees = [&](auto &&find) {
        for (size_t d = 0; d + 1 < begin.size(); d++)
            for (int32_t c = begin[d]; c < begin[d + 1]; c++) find(c + 1 < begin[d + 1] ? c + 1 : begin[d], text[c]) = c;
        for (size_t i = order.size(); i-- > 0;) {
            int32_t s = order[i];
            int32_t &c = find(number[f[s]], o[s]);
            if (c < 0) c = classes++;
            number[s] = c;
        }
    };
    if (observations <= 4) {
        vector<int32_t> child((int64_t)n * observations, -1);
        trees([&](int32_t c, int32_t x) -> int32_t & { return child[(int64_t)c * observations + x]; });
    } else {  // open addressing over exact pairs
        int64_t size = 1;
        while (size < 2 * (int64_t)n) size *= 2;
        vector<uint64_t> key(size);
        vector<int32_t> value(size, -1);
        trees([&](int32_t c, int32_t x) -> int32_t & {
            uint64_t pair = ((uint64_t)x << 32) | (uint32_t)c, h = pair * 0x9E3779B97F4A7C15u;
            int64_t i = (h >> 20) & (size - 1);
            while (value[i] >= 0 && key[i] != pair) i = (i + 1) & (size - 1);
            key[i] = pair;
            return value[i];
        });
    }
    return classes;
}
